package io.culvert.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Makes the head that the target gets of one that the proxy got: origin-form, without the fields of
 * the client's connection.
 *
 * <p>No Via (RFC 9110 section 7.6.3) is added, although a proxy ought to: it would tell every
 * target that, and through what, its visitor comes.
 */
final class Forwarding {
  /** RFC 6455 section 4.1 opens ws:// by a request that is one of http://. */
  private static final List<String> SCHEMES = List.of("http://", "ws://");

  private static final int DEFAULT_PORT = 80;

  private Forwarding() {}

  static HttpRequest.Forward of(RequestHead head) throws HttpException {
    String target = afterScheme(head.target());
    String authorityText = target.split("[/?#]", 2)[0];
    var authority = Authority.parse(authorityText);
    if (target.indexOf('#') >= 0) {
      throw new HttpException.Malformed("a request target has no fragment");
    }
    MaxForwards.check(head);
    var terms =
        new HttpRequest.Terms(head.method(), head.minor(), head.persists(), head.upgrades());
    String origin = originForm(head.method(), target.substring(authorityText.length()));
    return new HttpRequest.Forward(
        authority.endpoint(DEFAULT_PORT),
        HttpRequest.credentials(head),
        terms,
        rewritten(head, terms, origin, authority),
        BodyLength.of(head));
  }

  private static String afterScheme(String target) throws HttpException {
    if (target.startsWith("/") || target.equals("*")) {
      throw new HttpException.NotForAProxy();
    }
    for (String scheme : SCHEMES) {
      if (target.toLowerCase(Locale.ROOT).startsWith(scheme)) {
        return target.substring(scheme.length());
      }
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

  private static byte[] rewritten(
      RequestHead head, HttpRequest.Terms terms, String origin, Authority authority)
      throws HttpException {
    // The client's version, not the proxy's own: content goes back as it comes, and a client of
    // HTTP/1.0 could not read chunks.
    var text = new StringBuilder(head.method() + " " + origin + " " + head.version() + "\r\n");
    // Section 3.2.2: the received Host is ignored in favour of the request target.
    text.append("Host: ").append(authority).append("\r\n");
    Set<String> dropped = HopByHop.ofRequest(head.fields());
    dropped.add("host");
    for (Field field : head.fields().lines()) {
      if (!dropped.contains(field.lowerCaseName())) {
        text.append(MaxForwards.next(head.method(), field)).append("\r\n");
      }
    }
    return text.append(connection(head, terms)).append("\r\n").toString().getBytes(ISO_8859_1);
  }

  /** The target's connection is to last no longer than the client's. */
  private static String connection(RequestHead head, HttpRequest.Terms terms) {
    if (terms.upgrades()) {
      String protocols = String.join(", ", head.fields().values("Upgrade"));
      return "Connection: Upgrade\r\nUpgrade: " + protocols + "\r\n";
    }
    return terms.keepsConnection() ? "" : "Connection: close\r\n";
  }
}
