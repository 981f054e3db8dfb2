package io.culvert.address;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An IPv6 address of 16 octets. Immutable. */
public final class Ipv6 extends IpAddress {
  public static final int LENGTH = 16;

  private static final int GROUPS = 8;
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  public Ipv6(byte[] octets) {
    super(octets, LENGTH);
  }

  @Override
  public AddressType type() {
    return AddressType.IPV6;
  }

  /**
   * The one text that RFC 5952 gives each address: lower case, no leading zeros, the first of the
   * longest runs of two or more zero groups as {@code ::}, and a dotted quad behind {@code ::ffff:}
   * (section 5).
   */
  @Override
  public String text() {
    byte[] octets = octets();
    if (Arrays.equals(octets, 0, MAPPED.length, MAPPED, 0, MAPPED.length)) {
      return "::ffff:" + new Ipv4(Arrays.copyOfRange(octets, MAPPED.length, LENGTH)).text();
    }
    ShortBuffer groups = ByteBuffer.wrap(octets).asShortBuffer();
    int start = 0;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = zerosFrom(groups, i);
      if (zeros > length) {
        start = i;
        length = zeros;
      }
    }
    return length == 1
        ? text(groups, 0, GROUPS)
        : text(groups, 0, start) + "::" + text(groups, start + length, GROUPS);
  }

  private static int zerosFrom(ShortBuffer groups, int start) {
    int end = start;
    while (end < GROUPS && groups.get(end) == 0) {
      end++;
    }
    return end - start;
  }

  private static String text(ShortBuffer groups, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Integer.toHexString(Short.toUnsignedInt(groups.get(i))))
        .collect(Collectors.joining(":"));
  }

  /** In brackets, as in front of a port. */
  @Override
  public String toString() {
    return "[" + text() + "]";
  }
}
