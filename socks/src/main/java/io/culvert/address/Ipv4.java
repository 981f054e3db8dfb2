package io.culvert.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** An IPv4 address of 4 octets. Immutable. */
public record Ipv4(byte[] octets) implements Address {
  public static final int LENGTH = 4;

  public Ipv4 {
    if (octets.length != LENGTH) {
      throw new IllegalArgumentException("an IPv4 address has 4 octets, not " + octets.length);
    }
    octets = octets.clone();
  }

  @Override
  public AddressType type() {
    return AddressType.IPV4;
  }

  @Override
  public byte[] octets() {
    return octets.clone();
  }

  public InetAddress inetAddress() {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ipv4 o && Arrays.equals(octets, o.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  @Override
  public String toString() {
    return inetAddress().getHostAddress();
  }
}
