package io.culvert.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A request's head, RFC 9112 sections 3 and 5: {@code method SP request-target SP HTTP-version CR
 * LF *(field-line CR LF) CR LF}.
 *
 * @param minor of version 1.{@code minor}
 */
record RequestHead(String method, String target, int minor, Fields fields) {
  private static final String MAJOR = "HTTP/1.";

  static RequestHead readFrom(InputStream in) throws IOException {
    var input = HeadInput.ofRequest(in);
    String[] words = input.requestLine().split(" ", -1);
    if (words.length != 3 || !Tokens.isToken(words[0]) || words[1].isEmpty()) {
      throw new HttpException.Malformed("a request line is METHOD TARGET HTTP/1.1");
    }
    if (!words[1].chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new HttpException.Malformed("a request target has visible ASCII characters only");
    }
    var head = new RequestHead(words[0], words[1], minor(words[2]), Fields.readFrom(input));
    if (!head.isConnect()) {
      head.checkHost();
    }
    return head;
  }

  private static int minor(String version) throws HttpException {
    if (!version.matches("HTTP/\\d\\.\\d")) {
      throw new HttpException.Malformed("a request line is METHOD TARGET HTTP/1.1");
    }
    if (!version.startsWith(MAJOR)) {
      throw new HttpException.NotSupported(HttpAnswer.VERSION_NOT_SUPPORTED);
    }
    return version.charAt(MAJOR.length()) - '0';
  }

  /** RFC 9112 section 3.2: one valid Host, and only HTTP/1.0 may have none. */
  private void checkHost() throws HttpException {
    Optional<Authority> host = host();
    if (host.isEmpty() && minor > 0 && fields.values("Host").isEmpty()) {
      throw new HttpException.Malformed("no Host");
    }
  }

  /**
   * The same for CONNECT, where Host names the target once more. For an IPv6 address without
   * brackets some clients repeat it so in Host: that one is not read.
   */
  void checkHost(Authority connect) throws HttpException {
    boolean unreadable = connect.isBareIpv6() && fields.values("Host").size() == 1;
    if (unreadable) {
      return;
    }
    checkHost();
    Optional<Authority> host = host();
    if (host.isPresent() && !host.get().isSameHost(connect)) {
      throw new HttpException.Malformed("Host names another host than CONNECT");
    }
  }

  boolean isConnect() {
    return method.equals("CONNECT");
  }

  /** Empty if there is none, or one that says nothing. */
  Optional<Authority> host() throws HttpException {
    Optional<String> host = fields.single("Host");
    return host.isEmpty() || host.get().isEmpty()
        ? Optional.empty()
        : Optional.of(Authority.parse(host.get()));
  }

  /**
   * Whether the client lets its connection go on after this request, RFC 9112 section 9.3. One of
   * HTTP/1.0 never does to a proxy.
   */
  boolean persists() {
    return minor > 0
        && !fields.hasMember("Connection", "close")
        && !fields.hasMember("Proxy-Connection", "close");
  }

  /** Whether the client offers another protocol for its connection, RFC 9110 section 7.8. */
  boolean upgrades() {
    return persists()
        && fields.hasMember("Connection", "upgrade")
        && !fields.members("Upgrade").isEmpty();
  }

  /** A recipient treats any later minor version as the highest that it knows. */
  String version() {
    return minor == 0 ? "HTTP/1.0" : "HTTP/1.1";
  }
}
