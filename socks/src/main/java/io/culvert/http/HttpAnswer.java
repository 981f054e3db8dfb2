package io.culvert.http;

import java.nio.charset.StandardCharsets;

/**
 * A response of the proxy itself: complete, with a line of text, and the last of its connection.
 *
 * @param field one more field line, or empty
 */
public record HttpAnswer(int status, String reason, String text, String field) {
  static final HttpAnswer NOT_A_WEB_SERVER =
      new HttpAnswer(
          400,
          "Bad Request",
          "This is a proxy for SOCKS and HTTP, not a web server: set it as your client's proxy.");

  /** RFC 7617 section 2. */
  public static final HttpAnswer PROXY_AUTHENTICATION_REQUIRED =
      new HttpAnswer(
          407,
          "Proxy Authentication Required",
          "This proxy asks for a user name and a password.",
          "Proxy-Authenticate: Basic realm=\"culvert\", charset=\"UTF-8\"");

  static final HttpAnswer URI_TOO_LONG =
      new HttpAnswer(414, "URI Too Long", "The request line is too long.");

  static final HttpAnswer FIELDS_TOO_LARGE =
      new HttpAnswer(431, "Request Header Fields Too Large", "The header section is too long.");

  static final HttpAnswer VERSION_NOT_SUPPORTED =
      new HttpAnswer(505, "HTTP Version Not Supported", "This proxy speaks HTTP/1.1.");

  private static final byte[] ESTABLISHED =
      "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private HttpAnswer(int status, String reason, String text) {
    this(status, reason, text, "");
  }

  /**
   * The answer to a CONNECT that succeeded: RFC 9110 section 9.3.6 has it end at the empty line and
   * carry neither Content-Length nor Transfer-Encoding.
   */
  public static byte[] established() {
    return ESTABLISHED.clone();
  }

  /** The request is one that the proxy may not carry out. */
  public static HttpAnswer forbidden(String text) {
    return new HttpAnswer(403, "Forbidden", text);
  }

  /** What stands behind the proxy failed. */
  public static HttpAnswer badGateway(String text) {
    return new HttpAnswer(502, "Bad Gateway", text);
  }

  /** The proxy itself has no room. */
  public static HttpAnswer unavailable(String text) {
    return new HttpAnswer(503, "Service Unavailable", text);
  }

  /** What stands behind the proxy did not answer in time. */
  public static HttpAnswer gatewayTimeout(String text) {
    return new HttpAnswer(504, "Gateway Timeout", text);
  }

  static HttpAnswer badRequest(String text) {
    return new HttpAnswer(400, "Bad Request", "Bad request: " + text + ".");
  }

  /** The proxy cannot do this at all. */
  public static HttpAnswer notImplemented(String text) {
    return new HttpAnswer(501, "Not Implemented", text);
  }

  /** The whole response. */
  public byte[] octets() {
    return (head() + text + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** The response to HEAD, RFC 9110 section 9.3.2: the same without its content. */
  byte[] octetsWithoutContent() {
    return head().getBytes(StandardCharsets.US_ASCII);
  }

  private String head() {
    return "HTTP/1.1 %d %s\r\n".formatted(status, reason)
        + "Content-Type: text/plain\r\n"
        + "Content-Length: %d\r\n".formatted(text.length() + 1)
        + (field.isEmpty() ? "" : field + "\r\n")
        + "Connection: close\r\n\r\n";
  }
}
