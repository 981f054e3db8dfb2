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
    var input = new HeadInput(in);
    String[] words = input.requestLine().split(" ", -1);
    if (words.length != 3 || !Tokens.isToken(words[0]) || words[1].isEmpty()) {
      throw new HttpException.Malformed("a request line is METHOD TARGET HTTP/1.1");
    }
    if (!words[1].chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new HttpException.Malformed("a request target has visible ASCII characters only");
    }
    var head = new RequestHead(words[0], words[1], minor(words[2]), Fields.readFrom(input));
    head.checkHost();
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

  /** Empty if there is none, or one that says nothing. */
  Optional<Authority> host() throws HttpException {
    Optional<String> host = fields.single("Host");
    return host.isEmpty() || host.get().isEmpty()
        ? Optional.empty()
        : Optional.of(Authority.parse(host.get()));
  }

  /** A recipient treats any later minor version as the highest that it knows. */
  String version() {
    return minor == 0 ? "HTTP/1.0" : "HTTP/1.1";
  }
}
