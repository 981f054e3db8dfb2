package io.culvert.http;

import io.culvert.address.Address;
import io.culvert.address.DomainName;
import io.culvert.address.Endpoint;
import java.util.Optional;

/**
 * {@code host [":" port]}, RFC 3986 section 3.2, without user information: RFC 9110 section 4.2.4
 * has a recipient treat that as an error, because it serves to disguise the host.
 *
 * @param host as it was written
 * @param isBareIpv6 whether it was an address whose brackets were missing
 */
record Authority(String host, Address address, Optional<Integer> port, boolean isBareIpv6) {
  private static final int MAX_PORT_DIGITS = 5;
  private static final String DELIMITERS = "/?#@[]:%";

  static Authority parse(String text) throws HttpException {
    int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.lastIndexOf(':');
    String host = end < 0 ? text : text.substring(0, end);
    String rest = text.substring(host.length());
    if (!rest.isEmpty() && rest.charAt(0) != ':') {
      throw new HttpException.Malformed("a host is followed by a port");
    }
    Optional<Integer> port = rest.length() > 1 ? port(rest) : Optional.empty();
    return new Authority(host, address(host), port, false);
  }

  /**
   * The target of a CONNECT, which some clients write without the brackets that an IPv6 address
   * has: the last colon divides then.
   */
  static Authority ofConnect(String text) throws HttpException {
    int colon = text.lastIndexOf(':');
    boolean bare = colon > 0 && text.indexOf(':') < colon && !text.startsWith("[");
    return parse(bare ? "[" + text.substring(0, colon) + "]" + text.substring(colon) : text, bare);
  }

  private static Authority parse(String text, boolean bareIpv6) throws HttpException {
    Authority authority = parse(text);
    return new Authority(authority.host, authority.address, authority.port, bareIpv6);
  }

  /** RFC 3986 section 6.2.2.1: letter case makes no other host. */
  boolean isSameHost(Authority other) {
    return address.equals(other.address)
        || address instanceof DomainName name
            && other.address instanceof DomainName otherName
            && name.name().equalsIgnoreCase(otherName.name());
  }

  private static Address address(String host) throws HttpException {
    boolean bracketed = host.startsWith("[");
    if (!bracketed && host.chars().anyMatch(c -> DELIMITERS.indexOf(c) >= 0)) {
      throw new HttpException.Malformed("a host is a name, an IPv4 address or [an IPv6 address]");
    }
    try {
      Address address = Address.parse(host);
      if (bracketed && address instanceof DomainName) {
        throw new HttpException.Malformed("brackets are for IPv6 addresses");
      }
      return address;
    } catch (IllegalArgumentException e) {
      throw new HttpException.Malformed("the host: " + e.getMessage());
    }
  }

  private static Optional<Integer> port(String colonAndPort) throws HttpException {
    String digits = colonAndPort.substring(1);
    if (!Tokens.isNumber(digits) || digits.length() > MAX_PORT_DIGITS) {
      throw badPort();
    }
    int port = Integer.parseInt(digits);
    if (port < 1 || port > 0xffff) {
      throw badPort();
    }
    return Optional.of(port);
  }

  private static HttpException badPort() {
    return new HttpException.Malformed("a port is 1 to 65535");
  }

  Endpoint endpoint(int defaultPort) {
    return new Endpoint(address, port.orElse(defaultPort));
  }

  /** For a Host field: the port only where it was written. */
  @Override
  public String toString() {
    return port.map(number -> host + ":" + number).orElse(host);
  }
}
