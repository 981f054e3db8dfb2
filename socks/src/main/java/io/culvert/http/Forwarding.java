package io.culvert.http;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Makes the head that the target gets of one that the proxy got: origin-form, this connection's own
 * fields gone, and the last request of its connection.
 *
 * <p>No Via (RFC 9110 section 7.6.3) is added, although a proxy ought to: it would tell every
 * target that, and through what, its visitor comes.
 */
final class Forwarding {
  private static final String SCHEME = "http://";
  private static final int DEFAULT_PORT = 80;

  /**
   * RFC 9110 section 7.6.1, which also has Transfer-Encoding; that stays, as does Trailer, because
   * the content passes chunk by chunk as it came. Host is written anew.
   */
  private static final Set<String> DROPPED =
      Set.of(
          "connection",
          "host",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "upgrade");

  /** What Connection must not take away: without them the target would read another message. */
  private static final List<String> NEVER_OPTIONS =
      List.of("content-length", "host", "transfer-encoding");

  private Forwarding() {}

  static HttpRequest.Forward of(RequestHead head) throws HttpException {
    String target = afterScheme(head.target());
    String authorityText = target.split("[/?#]", 2)[0];
    var authority = Authority.parse(authorityText);
    if (target.indexOf('#') >= 0) {
      throw new HttpException.Malformed("a request target has no fragment");
    }
    MaxForwards.check(head);
    String origin = originForm(head.method(), target.substring(authorityText.length()));
    return new HttpRequest.Forward(
        authority.endpoint(DEFAULT_PORT),
        HttpRequest.credentials(head),
        head.method(),
        rewritten(head, origin, authority),
        BodyLength.of(head));
  }

  private static String afterScheme(String target) throws HttpException {
    if (target.startsWith("/") || target.equals("*")) {
      throw new HttpException.NotForAProxy();
    }
    if (target.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return target.substring(SCHEME.length());
    }
    if (target.matches("[A-Za-z][A-Za-z0-9+.-]*://.*")) {
      throw new HttpException.NotSupported(
          HttpAnswer.notImplemented("This proxy forwards http:// only; use CONNECT for others."));
    }
    throw new HttpException.Malformed("a request target is http://HOST/PATH");
  }

  /** RFC 9112 sections 3.2.1 and 3.2.4. */
  private static String originForm(String method, String pathAndQuery) {
    if (pathAndQuery.isEmpty()) {
      return method.equals("OPTIONS") ? "*" : "/";
    }
    return pathAndQuery.startsWith("?") ? "/" + pathAndQuery : pathAndQuery;
  }

  private static byte[] rewritten(RequestHead head, String origin, Authority authority)
      throws HttpException {
    // The client's version, not the proxy's own: the response goes back as it comes, and a client
    // of HTTP/1.0 could not read chunks.
    var text = new StringBuilder(head.method() + " " + origin + " " + head.version() + "\r\n");
    // Section 3.2.2: the received Host is ignored in favour of the request target.
    text.append("Host: ").append(authority).append("\r\n");
    Set<String> dropped = dropped(head.fields());
    for (Field field : head.fields().lines()) {
      if (!dropped.contains(field.lowerCaseName())) {
        text.append(MaxForwards.next(head.method(), field)).append("\r\n");
      }
    }
    return text.append("Connection: close\r\n\r\n")
        .toString()
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Set<String> dropped(Fields fields) throws HttpException {
    Set<String> dropped = new HashSet<>(fields.members("Connection"));
    if (NEVER_OPTIONS.stream().anyMatch(dropped::contains)) {
      throw new HttpException.Malformed("Connection names a field that every recipient needs");
    }
    dropped.addAll(DROPPED);
    return dropped;
  }
}
