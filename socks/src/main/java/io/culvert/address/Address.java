package io.culvert.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** A host, RFC 1928 section 5. */
public sealed interface Address permits IpAddress, DomainName {
  AddressType type();

  /** What stands behind ATYP on the wire: 4 or 16 octets, or a length octet and the name. */
  byte[] octets();

  /**
   * The address that a name spells, if it is an IP literal, in brackets or not; the name itself if
   * not.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static Address parse(String text) {
    String bare =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    if (Literals.IPV4.matcher(text).matches() || Literals.IPV6.matcher(bare).matches()) {
      try {
        return of(InetAddress.getByName(bare));
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException("not an address: " + text.length() + " octets", e);
      }
    }
    return new DomainName(text);
  }

  static IpAddress of(InetAddress address) {
    return address instanceof Inet4Address
        ? new Ipv4(address.getAddress())
        : new Ipv6(address.getAddress());
  }

  /** What looks like a literal is never given to a resolver. */
  final class Literals {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    private Literals() {}
  }
}
