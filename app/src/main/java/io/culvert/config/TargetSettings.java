package io.culvert.config;

import io.culvert.address.Cidr;
import java.util.List;
import java.util.Set;

/**
 * The rules for the targets of a server's users, in addition to the built-in refusal of private
 * addresses. Immutable.
 *
 * @param allow address blocks that are allowed although they are private
 * @param deny address blocks that are always refused
 * @param denyPorts ports that are always refused
 */
public record TargetSettings(List<Cidr> allow, List<Cidr> deny, Set<Integer> denyPorts) {

  /** Copies its lists. */
  public TargetSettings {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
    denyPorts = Set.copyOf(denyPorts);
  }

  static TargetSettings of(Configuration configuration) {
    return new TargetSettings(
        configuration.get(ServerKeys.TARGETS_ALLOW),
        configuration.get(ServerKeys.TARGETS_DENY),
        Set.copyOf(configuration.get(ServerKeys.TARGETS_DENY_PORTS)));
  }
}
