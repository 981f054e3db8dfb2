package io.culvert.address;

import java.nio.charset.StandardCharsets;

/**
 * A name of 1 to 255 visible ASCII octets without quotes, backslash, brackets or colon, so that no
 * broken IPv6 literal passes for a name; whether it exists is for a resolver to say. Immutable.
 */
public record DomainName(String name) implements Address {
  public static final int MAX_LENGTH = 255;

  public DomainName {
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a name has 1 to 255 octets, not " + name.length());
    }
    if (!name.chars().allMatch(DomainName::allowed)) {
      throw new IllegalArgumentException("a name has visible ASCII characters only");
    }
  }

  private static boolean allowed(int c) {
    return c > ' ' && c < 0x7f && "\"'`\\<>[]:".indexOf(c) < 0;
  }

  @Override
  public AddressType type() {
    return AddressType.DOMAINNAME;
  }

  @Override
  public byte[] octets() {
    byte[] octets = new byte[1 + name.length()];
    octets[0] = (byte) name.length();
    System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, octets, 1, name.length());
    return octets;
  }

  @Override
  public String toString() {
    return name;
  }
}
