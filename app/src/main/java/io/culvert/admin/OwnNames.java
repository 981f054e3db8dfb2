package io.culvert.admin;

import io.culvert.address.IpLiterals;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The hosts by which this endpoint may be asked: IP addresses, {@code localhost} and configured
 * names. A web page can give its own name the address of this endpoint and have its visitor's
 * browser ask for it (DNS rebinding); the browser then still sends the page's name. Immutable.
 */
final class OwnNames {
  private final Set<String> names;

  /**
   * @param names further names, in any case
   */
  OwnNames(List<String> names) {
    this.names = names.stream().map(OwnNames::lowerCase).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether a request with this Host field is for this endpoint. A request of HTTP/1.0 has none,
   * and comes from no browser.
   *
   * @param field the value of the field, or null
   */
  boolean include(String field) {
    if (field == null) {
      return true;
    }
    String host = lowerCase(withoutPort(field.strip()));
    return host.equals("localhost") || names.contains(host) || isLiteral(host);
  }

  /** Leaves the brackets of an IPv6 address. */
  private static String withoutPort(String field) {
    int colon = field.lastIndexOf(':');
    return colon < 0 || field.endsWith("]") ? field : field.substring(0, colon);
  }

  private static boolean isLiteral(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return IpLiterals.parse(bracketed ? host.substring(1, host.length() - 1) : host).isPresent();
  }

  /** A dot at the end of a name means the same name. */
  private static String lowerCase(String name) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return bare.toLowerCase(Locale.ROOT);
  }
}
