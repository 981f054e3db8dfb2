package io.culvert.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** An IP address. Immutable. */
public abstract sealed class IpAddress implements Address permits Ipv4, Ipv6 {
  private final byte[] octets;

  IpAddress(byte[] octets, int length) {
    if (octets.length != length) {
      throw new IllegalArgumentException(
          "an " + getClass().getSimpleName() + " has " + length + " octets, not " + octets.length);
    }
    this.octets = octets.clone();
  }

  @Override
  public final byte[] octets() {
    return octets.clone();
  }

  /**
   * For connections. An IPv4-mapped address (RFC 4291 section 2.5.5.2) comes out as the IPv4
   * address in it.
   */
  public final InetAddress inetAddress() {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Without brackets: a dotted quad, or the form of RFC 5952. */
  public abstract String text();

  @Override
  public final boolean equals(Object other) {
    return other instanceof IpAddress address && Arrays.equals(octets, address.octets);
  }

  @Override
  public final int hashCode() {
    return Arrays.hashCode(octets);
  }
}
