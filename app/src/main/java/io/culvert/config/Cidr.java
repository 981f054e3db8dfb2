package io.culvert.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** A block of IP addresses such as {@code 10.0.0.0/8} or {@code fd00::/8}. Immutable. */
public final class Cidr {
  private final InetAddress network;
  private final int prefixLength;

  private Cidr(InetAddress network, int prefixLength) {
    this.network = network;
    this.prefixLength = prefixLength;
  }

  /**
   * Reads {@code address/prefix-length}; an address alone is a block of one.
   *
   * @throws IllegalArgumentException saying which part is wrong
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String addressText = slash < 0 ? text : text.substring(0, slash);
    InetAddress address =
        IpLiterals.parse(addressText)
            .orElseThrow(
                () -> new IllegalArgumentException("\"" + addressText + "\" is not an IP address"));
    int bits = address.getAddress().length * Byte.SIZE;
    int prefixLength = slash < 0 ? bits : parsePrefixLength(text.substring(slash + 1), bits);
    InetAddress network = masked(address, prefixLength);
    if (!network.equals(address)) {
      throw new IllegalArgumentException(
          text
              + " has bits set behind its prefix; the block is "
              + network.getHostAddress()
              + "/"
              + prefixLength);
    }
    return new Cidr(network, prefixLength);
  }

  private static int parsePrefixLength(String digits, int bits) {
    if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > bits) {
      throw new IllegalArgumentException("\"" + digits + "\" is not a prefix length in 0.." + bits);
    }
    return Integer.parseInt(digits);
  }

  private static InetAddress masked(InetAddress address, int prefixLength) {
    byte[] octets = address.getAddress();
    for (int i = 0; i < octets.length; i++) {
      int kept = Math.clamp(prefixLength - (long) i * Byte.SIZE, 0, Byte.SIZE);
      octets[i] &= (byte) (0xff00 >> kept);
    }
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + octets.length + " bytes", e);
    }
  }

  /** Whether the block holds {@code address}; addresses of the other family are never inside. */
  public boolean contains(InetAddress address) {
    return address.getAddress().length == network.getAddress().length
        && masked(address, prefixLength).equals(network);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr that
        && prefixLength == that.prefixLength
        && network.equals(that.network);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(network.getAddress()) + prefixLength;
  }

  /** What {@link #parse} reads. */
  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefixLength;
  }
}
