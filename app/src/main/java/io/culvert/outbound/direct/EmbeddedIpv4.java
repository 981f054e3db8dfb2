package io.culvert.outbound.direct;

import io.culvert.address.Cidr;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/** The IPv4 addresses that some IPv6 addresses embed, and that a packet to them may reach. */
final class EmbeddedIpv4 {
  /** RFC 4291 section 2.5.5.2. Its text would be read as an IPv4 address. */
  static final Cidr MAPPED = mapped();

  private static final Cidr TRANSLATED = Cidr.parse("64:ff9b::/96"); // RFC 6052
  private static final Cidr TRANSLATED_HERE = Cidr.parse("64:ff9b:1::/48"); // RFC 8215
  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16"); // RFC 3056
  private static final Cidr TEREDO = Cidr.parse("2001::/32"); // RFC 4380
  private static final Cidr THIS_NETWORK = Cidr.parse("0.0.0.0/8");

  private EmbeddedIpv4() {}

  /** The IPv4 address that an IPv4-mapped one stands for (RFC 4291); any other as it is. */
  static InetAddress unmapped(InetAddress address) {
    boolean six = !(address instanceof Inet4Address);
    return six && MAPPED.contains(address) ? last(address.getAddress()) : address;
  }

  /** All IPv4 addresses that this address embeds. */
  static List<InetAddress> of(InetAddress address) {
    if (address instanceof Inet4Address) {
      return List.of();
    }
    byte[] six = address.getAddress();
    if (TRANSLATED.contains(address)) {
      return List.of(last(six));
    }
    if (TRANSLATED_HERE.contains(address)) {
      return translatedHere(six);
    }
    if (SIX_TO_FOUR.contains(address)) {
      return List.of(pick(six, 2, 3, 4, 5));
    }
    return TEREDO.contains(address) ? teredo(six) : List.of();
  }

  /**
   * Each operator chooses the length of this prefix, and nobody else can tell which: every place
   * where RFC 6052 section 2.2 puts the address counts, unless it holds zeros as unused places do.
   */
  private static List<InetAddress> translatedHere(byte[] six) {
    List<InetAddress> used =
        Stream.of(
                pick(six, 6, 7, 9, 10),
                pick(six, 7, 9, 10, 11),
                pick(six, 9, 10, 11, 12),
                last(six))
            .filter(four -> !THIS_NETWORK.contains(four))
            .toList();
    return used.isEmpty() ? List.of(last(six)) : used;
  }

  /** RFC 4380 section 4: the server, and the client with every bit inverted. */
  private static List<InetAddress> teredo(byte[] six) {
    byte[] inverted = six.clone();
    for (int i = 12; i < 16; i++) {
      inverted[i] ^= (byte) 0xff;
    }
    return List.of(pick(six, 4, 5, 6, 7), last(inverted));
  }

  private static Cidr mapped() {
    byte[] first = new byte[16];
    first[10] = (byte) 0xff;
    first[11] = (byte) 0xff;
    try {
      return new Cidr(Inet6Address.getByAddress(null, first, -1), 96);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static InetAddress last(byte[] six) {
    return pick(six, 12, 13, 14, 15);
  }

  private static InetAddress pick(byte[] six, int a, int b, int c, int d) {
    return inet(new byte[] {six[a], six[b], six[c], six[d]});
  }

  private static InetAddress inet(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 octets, not " + octets.length, e);
    }
  }
}
