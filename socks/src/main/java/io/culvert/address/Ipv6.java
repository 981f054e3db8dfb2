package io.culvert.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** An IPv6 address of 16 octets. Immutable. */
public record Ipv6(byte[] octets) implements Address {
  public static final int LENGTH = 16;

  public Ipv6 {
    if (octets.length != LENGTH) {
      throw new IllegalArgumentException("an IPv6 address has 16 octets, not " + octets.length);
    }
    octets = octets.clone();
  }

  @Override
  public AddressType type() {
    return AddressType.IPV6;
  }

  @Override
  public byte[] octets() {
    return octets.clone();
  }

  /**
   * An IPv4-mapped address (RFC 4291 section 2.5.5.2) comes out as the IPv4 address that it is
   * dialled as.
   */
  public InetAddress inetAddress() {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ipv6 o && Arrays.equals(octets, o.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  @Override
  public String toString() {
    try {
      return "[" + Inet6Address.getByAddress(null, octets, -1).getHostAddress() + "]";
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
