package io.culvert.config;

import io.culvert.address.Cidr;
import java.util.List;
import java.util.Set;

/**
 * Which targets a server's users may reach, beyond the built-in refusal of private addresses.
 * Immutable.
 *
 * @param allow blocks allowed although private
 * @param deny blocks refused in any case
 * @param denyPorts ports refused in any case
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
        configuration.get(Keys.TARGETS_ALLOW),
        configuration.get(Keys.TARGETS_DENY),
        Set.copyOf(configuration.get(Keys.TARGETS_DENY_PORTS)));
  }
}
