package io.culvert.address;

/** An IPv4 address of 4 octets. Immutable. */
public final class Ipv4 extends IpAddress {
  public static final int LENGTH = 4;

  public Ipv4(byte[] octets) {
    super(octets, LENGTH);
  }

  @Override
  public AddressType type() {
    return AddressType.IPV4;
  }

  @Override
  public String text() {
    return inetAddress().getHostAddress();
  }

  @Override
  public String toString() {
    return text();
  }
}
