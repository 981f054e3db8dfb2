package io.culvert.address;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A block of addresses such as {@code 10.0.0.0/8} (RFC 4632) or {@code fc00::/7}; a single address
 * is a block of one. Immutable.
 *
 * @param network the first address, with no bit set beyond the prefix
 */
public record Cidr(InetAddress network, int prefixLength) {
  public Cidr {
    int bits = network.getAddress().length * 8;
    if (prefixLength < 0 || prefixLength > bits) {
      throw new IllegalArgumentException("prefix length is 0 to " + bits + ", not " + prefixLength);
    }
    byte[] bytes = network.getAddress();
    for (int bit = prefixLength; bit < bits; bit++) {
      if ((bytes[bit / 8] & 0x80 >> bit % 8) != 0) {
        throw new IllegalArgumentException("bits are set beyond the prefix of " + prefixLength);
      }
    }
  }

  /**
   * @throws IllegalArgumentException with what is wrong, if the text is not a block
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    InetAddress network = IpLiterals.parse(address).orElseThrow(() -> notABlock(text));
    int bits = network.getAddress().length * 8;
    return new Cidr(network, slash < 0 ? bits : prefixLength(text, slash + 1));
  }

  private static int prefixLength(String text, int start) {
    try {
      return Integer.parseInt(text.substring(start));
    } catch (NumberFormatException e) {
      throw notABlock(text);
    }
  }

  private static IllegalArgumentException notABlock(String text) {
    return new IllegalArgumentException("not an address block: " + text);
  }

  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    int whole = prefixLength / 8;
    int mask = 0xff00 >> prefixLength % 8 & 0xff;
    return Arrays.equals(mine, 0, whole, other, 0, whole)
        && (mask == 0 || (mine[whole] & mask) == (other[whole] & mask));
  }

  @Override
  public String toString() {
    return Address.of(network).text() + "/" + prefixLength;
  }
}
