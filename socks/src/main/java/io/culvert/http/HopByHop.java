package io.culvert.http;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields that belong to one connection and go no further, RFC 9110 section 7.6.1. That section
 * also has Transfer-Encoding, which stays, as does Trailer: content passes chunk by chunk as it
 * came.
 */
final class HopByHop {
  private static final Set<String> OF_ANY =
      Set.of("connection", "keep-alive", "proxy-connection", "te", "upgrade");

  /** What Connection must not take away: without them the message would be another one. */
  private static final List<String> NEVER_OPTIONS =
      List.of("content-length", "host", "transfer-encoding");

  private HopByHop() {}

  /**
   * The names, in lower case, of what a request leaves behind.
   *
   * @throws HttpException if Connection names a field that frames the message
   */
  static Set<String> ofRequest(Fields fields) throws HttpException {
    Set<String> names = named(fields);
    if (NEVER_OPTIONS.stream().anyMatch(names::contains)) {
      throw new HttpException.Malformed("Connection names a field that every recipient needs");
    }
    names.add("proxy-authorization");
    return names;
  }

  /** The same of a response. Challenges are for the proxy's own clients, section 11.7. */
  static Set<String> ofResponse(Fields fields) {
    Set<String> names = named(fields);
    NEVER_OPTIONS.forEach(names::remove);
    names.addAll(List.of("proxy-authenticate", "proxy-authentication-info"));
    return names;
  }

  private static Set<String> named(Fields fields) {
    Set<String> names = new HashSet<>(fields.members("Connection"));
    names.addAll(OF_ANY);
    return names;
  }
}
