package io.culvert.outbound.direct;

import io.culvert.address.Cidr;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells which addresses are on the public internet: by IANA's IPv4 and IPv6 Special-Purpose Address
 * Registries (RFC 6890, RFC 8190), both as of {@value #UPDATED}, and by the blocks that are not
 * unicast addresses of the internet. The row with the longest prefix decides. {@link EmbeddedIpv4}
 * finds the addresses that an address embeds.
 */
final class SpecialPurposeAddresses {
  /** "Last Updated" of both registries. */
  static final String UPDATED = "2025-10-09";

  /** The registries' column "Globally Reachable". */
  enum GloballyReachable {
    TRUE,
    FALSE,
    /** The embedded address decides; without it the next shorter prefix does. */
    NOT_APPLICABLE,
    /** The cell is empty: the allocation has ended. Not reachable. */
    EMPTY
  }

  /**
   * One row.
   *
   * @param reference the document that reserves the block
   */
  record Row(Cidr block, String name, String reference, GloballyReachable globallyReachable) {}

  /** All rows of the IPv4 registry, in its order. */
  static final List<Row> IPV4_REGISTRY =
      List.of(
          no("0.0.0.0/8", "this network", "RFC 791, section 3.2"),
          no("0.0.0.0/32", "this host on this network", "RFC 1122, section 3.2.1.3"),
          no("10.0.0.0/8", "private use", "RFC 1918"),
          no("100.64.0.0/10", "shared address space", "RFC 6598"),
          no("127.0.0.0/8", "loopback", "RFC 1122, section 3.2.1.3"),
          no("169.254.0.0/16", "link local, cloud metadata", "RFC 3927"),
          no("172.16.0.0/12", "private use", "RFC 1918"),
          no("192.0.0.0/24", "IETF protocol assignments", "RFC 6890, section 2.1"),
          no("192.0.0.0/29", "IPv4 service continuity", "RFC 7335"),
          no("192.0.0.8/32", "IPv4 dummy address", "RFC 7600"),
          yes("192.0.0.9/32", "port control protocol anycast", "RFC 7723"),
          yes("192.0.0.10/32", "TURN anycast", "RFC 8155"),
          no("192.0.0.170/32", "NAT64/DNS64 discovery", "RFC 8880, RFC 7050, section 2.2"),
          no("192.0.0.171/32", "NAT64/DNS64 discovery", "RFC 8880, RFC 7050, section 2.2"),
          no("192.0.2.0/24", "documentation", "RFC 5737"),
          yes("192.31.196.0/24", "AS112-v4", "RFC 7535"),
          yes("192.52.193.0/24", "AMT", "RFC 7450"),
          row("192.88.99.0/24", "6to4 relay anycast", "RFC 7526", GloballyReachable.EMPTY),
          no("192.88.99.2/32", "6a44 relay anycast", "RFC 6751"),
          no("192.168.0.0/16", "private use", "RFC 1918"),
          yes("192.175.48.0/24", "direct delegation AS112 service", "RFC 7534"),
          no("198.18.0.0/15", "benchmarking", "RFC 2544"),
          no("198.51.100.0/24", "documentation", "RFC 5737"),
          no("203.0.113.0/24", "documentation", "RFC 5737"),
          no("240.0.0.0/4", "reserved", "RFC 1112, section 4"),
          no("255.255.255.255/32", "limited broadcast", "RFC 8190, RFC 919, section 7"));

  /** All rows of the IPv6 registry, in its order. */
  static final List<Row> IPV6_REGISTRY =
      List.of(
          no("::1/128", "loopback", "RFC 4291"),
          no("::/128", "unspecified", "RFC 4291"),
          new Row(EmbeddedIpv4.MAPPED, "IPv4-mapped", "RFC 4291", GloballyReachable.FALSE),
          yes("64:ff9b::/96", "IPv4-IPv6 translation", "RFC 6052"),
          no("64:ff9b:1::/48", "IPv4-IPv6 translation", "RFC 8215"),
          no("100::/64", "discard only", "RFC 6666"),
          no("100:0:0:1::/64", "dummy prefix", "RFC 9780"),
          no("2001::/23", "IETF protocol assignments", "RFC 2928"),
          row("2001::/32", "Teredo", "RFC 4380, RFC 8190", GloballyReachable.NOT_APPLICABLE),
          yes("2001:1::1/128", "port control protocol anycast", "RFC 7723"),
          yes("2001:1::2/128", "TURN anycast", "RFC 8155"),
          yes("2001:1::3/128", "DNS-SD SRP anycast", "RFC 9665"),
          no("2001:2::/48", "benchmarking", "RFC 5180"),
          yes("2001:3::/32", "AMT", "RFC 7450"),
          yes("2001:4:112::/48", "AS112-v6", "RFC 7535"),
          row("2001:10::/28", "ORCHID", "RFC 4843", GloballyReachable.EMPTY),
          yes("2001:20::/28", "ORCHIDv2", "RFC 7343"),
          yes("2001:30::/28", "drone remote ID", "RFC 9374"),
          no("2001:db8::/32", "documentation", "RFC 3849"),
          row("2002::/16", "6to4", "RFC 3056", GloballyReachable.NOT_APPLICABLE),
          yes("2620:4f:8000::/48", "direct delegation AS112 service", "RFC 7534"),
          no("3fff::/20", "documentation", "RFC 9637"),
          no("5f00::/16", "segment routing SIDs", "RFC 9602"),
          no("fc00::/7", "unique local", "RFC 4193, RFC 8190"),
          no("fe80::/10", "link-local unicast", "RFC 4291"));

  /** Blocks that neither registry has, by the address architecture. */
  static final List<Row> ADDRESS_SPACE =
      List.of(
          no("224.0.0.0/4", "multicast", "RFC 5771"),
          no("::/0", "not allocated, site-local, multicast", "RFC 4291, section 2.4"),
          yes("2000::/3", "global unicast that IANA allocates from", "RFC 4291, section 2.4"));

  /** A row as it is searched: every datagram's address is. */
  private record Prefix(byte[] network, int length, boolean isPublic) {
    boolean holds(byte[] address) {
      int whole = length / 8;
      int rest = 0xff00 >> length % 8 & 0xff;
      return Arrays.equals(network, 0, whole, address, 0, whole)
          && (rest == 0 || ((network[whole] ^ address[whole]) & rest) == 0);
    }
  }

  private static final List<Prefix> IPV4 = longestFirst(4);
  private static final List<Prefix> IPV6 = longestFirst(16);

  private SpecialPurposeAddresses() {}

  /** Whether datagrams to this address leave the networks of its own side. */
  static boolean isPublic(InetAddress address) {
    byte[] octets = address.getAddress();
    for (Prefix prefix : octets.length == 4 ? IPV4 : IPV6) {
      if (prefix.holds(octets)) {
        return prefix.isPublic();
      }
    }
    return true;
  }

  private static List<Prefix> longestFirst(int octets) {
    return Stream.of(IPV4_REGISTRY, IPV6_REGISTRY, ADDRESS_SPACE)
        .flatMap(List::stream)
        .filter(row -> row.globallyReachable() != GloballyReachable.NOT_APPLICABLE)
        .map(SpecialPurposeAddresses::prefix)
        .filter(prefix -> prefix.network().length == octets)
        .sorted(Comparator.comparingInt(Prefix::length).reversed())
        .toList();
  }

  private static Prefix prefix(Row row) {
    return new Prefix(
        row.block().network().getAddress(),
        row.block().prefixLength(),
        row.globallyReachable() == GloballyReachable.TRUE);
  }

  private static Row yes(String block, String name, String reference) {
    return row(block, name, reference, GloballyReachable.TRUE);
  }

  private static Row no(String block, String name, String reference) {
    return row(block, name, reference, GloballyReachable.FALSE);
  }

  private static Row row(String block, String name, String reference, GloballyReachable reachable) {
    return new Row(Cidr.parse(block), name, reference, reachable);
  }
}
