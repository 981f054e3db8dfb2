package io.culvert.outbound.direct;

import io.culvert.address.Cidr;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which addresses may be dialled. Asked after resolution, about the very address that is then
 * dialled, so that no name can lead around it. Blocks that are not the public internet (RFC 6890)
 * are refused unless allowed by name; what is denied by name is refused even then. IPv6 forms that
 * carry an IPv4 address are judged as that one too. Immutable.
 */
public record TargetRules(List<Cidr> allow, List<Cidr> deny, Set<Integer> denyPorts) {
  private static final List<Cidr> NOT_PUBLIC =
      Stream.of(
              "0.0.0.0/8", // this network, RFC 791: Linux dials it as loopback
              "10.0.0.0/8", // private, RFC 1918
              "100.64.0.0/10", // carrier-grade NAT, RFC 6598
              "127.0.0.0/8", // loopback
              "169.254.0.0/16", // link-local, RFC 3927, and cloud metadata
              "172.16.0.0/12", // private, RFC 1918
              "192.0.0.0/24", // protocol assignments, RFC 6890
              "192.0.2.0/24", // documentation, RFC 5737
              "192.88.99.0/24", // 6to4 relay anycast, RFC 7526
              "192.168.0.0/16", // private, RFC 1918
              "198.18.0.0/15", // benchmarking, RFC 2544
              "198.51.100.0/24", // documentation
              "203.0.113.0/24", // documentation
              "224.0.0.0/4", // multicast
              "240.0.0.0/4", // reserved, and the limited broadcast address
              "::/96", // unspecified, loopback, and the old IPv4-compatible form
              "::ffff:0:0:0/96", // IPv4-translated, RFC 2765
              "64:ff9b:1::/48", // local-use translation, RFC 8215
              "100::/64", // discard, RFC 6666
              "2001:db8::/32", // documentation
              "fc00::/7", // unique local, RFC 4193
              "fe80::/10", // link-local
              "fec0::/10", // site-local, RFC 3879
              "ff00::/8") // multicast
          .map(Cidr::parse)
          .toList();

  private static final Cidr TRANSLATED = Cidr.parse("64:ff9b::/96"); // RFC 6052
  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16"); // RFC 3056

  public TargetRules {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
    denyPorts = Set.copyOf(denyPorts);
  }

  public boolean permits(InetAddress address, int port) {
    return port != 0 && !denyPorts.contains(port) && permits(address);
  }

  /** Judges the address alone, as BIND has to: its peer's port is the peer's to choose. */
  public boolean permits(InetAddress address) {
    return permitsItself(address)
        && (!(address instanceof Inet6Address) || permitsEmbedded(address.getAddress()));
  }

  private boolean permitsItself(InetAddress address) {
    return !within(deny, address) && (within(allow, address) || !within(NOT_PUBLIC, address));
  }

  private boolean permitsEmbedded(byte[] six) {
    if (TRANSLATED.contains(inet(six))) {
      return permitsItself(inet(Arrays.copyOfRange(six, 12, 16)));
    }
    return !SIX_TO_FOUR.contains(inet(six)) || permitsItself(inet(Arrays.copyOfRange(six, 2, 6)));
  }

  private static boolean within(List<Cidr> blocks, InetAddress address) {
    for (Cidr block : blocks) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static InetAddress inet(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 octets, not " + bytes.length, e);
    }
  }
}
