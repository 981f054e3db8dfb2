package io.culvert.address;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host (name, IPv4 or IPv6 address without brackets) and a port, 0..65535; not resolved.
 * Immutable.
 *
 * @param host a name as written; an IPv4 address; an IPv6 address as RFC 5952 writes it, without
 *     brackets
 * @param port 0 where any free port will do
 */
public record HostPort(String host, int port) {
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*\\.?");
  private static final Pattern ONLY_DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");

  /**
   * @throws IllegalArgumentException if the host is neither a name nor an address, or the port out
   *     of range
   */
  public HostPort {
    Optional<String> literal = IpLiterals.parse(host).map(ip -> Address.of(ip).text());
    if (literal.isEmpty() && !isName(host)) {
      throw new IllegalArgumentException(
          "\"" + host + "\" is neither a host name nor an IP address");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not in 0..65535");
    }
    host = literal.orElse(host);
  }

  /**
   * Reads {@code host:port}, {@code 192.0.2.1:port} or {@code [2001:db8::1]:port}.
   *
   * @throws IllegalArgumentException saying which part is wrong
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.endsWith("]")) {
      throw new IllegalArgumentException("\"" + text + "\" has no port");
    }
    return new HostPort(
        unbracketed(text.substring(0, colon)), parsePort(text.substring(colon + 1)));
  }

  private static boolean isName(String text) {
    return NAME.matcher(text).matches() && !ONLY_DIGITS_AND_DOTS.matcher(text).matches();
  }

  private static String unbracketed(String host) {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("the host is missing before the port");
    }
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.contains(":") && !bracketed) {
      throw new IllegalArgumentException("\"" + host + "\" is an IPv6 address without brackets");
    }
    return bracketed ? host.substring(1, host.length() - 1) : host;
  }

  private static int parsePort(String digits) {
    if (!digits.matches("\\d{1,5}")) {
      throw new IllegalArgumentException("\"" + digits + "\" is not a port number");
    }
    return Integer.parseInt(digits);
  }

  /**
   * Whether the host is {@code localhost} or an address of the loopback network; other names count
   * as not.
   */
  public boolean isLoopback() {
    return host.equalsIgnoreCase("localhost")
        || IpLiterals.parse(host).map(InetAddress::isLoopbackAddress).orElse(false);
  }

  /**
   * The socket address; a host name is looked up now, and the result is unresolved if that fails.
   */
  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(host, port);
  }

  /** {@code host:port}, with brackets around an IPv6 address: what {@link #parse} reads. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
