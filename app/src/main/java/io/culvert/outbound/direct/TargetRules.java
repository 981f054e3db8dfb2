package io.culvert.outbound.direct;

import io.culvert.address.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * Which addresses may be dialled. The rules are applied after resolution, to the very address that
 * is then dialled, so that no name evades them. Addresses that are not on the public internet, and
 * this machine's own, are refused unless a block of {@code allow} contains them; a block of {@code
 * deny} refuses them even then. An IPv6 address that embeds an IPv4 address is judged by both.
 * Immutable.
 *
 * @param own the addresses of this machine's interfaces
 */
public record TargetRules(
    List<Cidr> allow, List<Cidr> deny, Set<Integer> denyPorts, Set<InetAddress> own) {
  public TargetRules {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
    denyPorts = Set.copyOf(denyPorts);
    own = Set.copyOf(own);
  }

  /** The operator's rules, without this machine's own addresses. */
  public TargetRules(List<Cidr> allow, List<Cidr> deny, Set<Integer> denyPorts) {
    this(allow, deny, denyPorts, Set.of());
  }

  /** The same rules on a machine with these addresses. */
  TargetRules on(Set<InetAddress> ownAddresses) {
    return new TargetRules(allow, deny, denyPorts, ownAddresses);
  }

  public boolean permits(InetAddress address, int port) {
    return port != 0 && !denyPorts.contains(port) && permits(address);
  }

  /** Judges the address alone, as BIND has to: its peer's port is the peer's to choose. */
  public boolean permits(InetAddress address) {
    InetAddress target = EmbeddedIpv4.unmapped(address);
    return permitsItself(target) && EmbeddedIpv4.of(target).stream().allMatch(this::permitsItself);
  }

  private boolean permitsItself(InetAddress address) {
    return !within(deny, address) && (within(allow, address) || isPublicTarget(address));
  }

  private boolean isPublicTarget(InetAddress address) {
    return SpecialPurposeAddresses.isPublic(address) && !own.contains(address);
  }

  private static boolean within(List<Cidr> blocks, InetAddress address) {
    for (Cidr block : blocks) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
