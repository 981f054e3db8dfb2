package io.culvert.http;

import static io.culvert.http.Heads.head;
import static io.culvert.http.Heads.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The proxy's own answers. Case 92 of the project's protocol cases. */
class HttpAnswerTest {
  private static final HttpAnswer REFUSED =
      HttpAnswer.badGateway("The target refused the connection.");

  @Test
  void case92AnAnswerIsCompleteAndTheLast() {
    String content = "The target refused the connection.\n";
    String head =
        head(
            "HTTP/1.1 502 Bad Gateway",
            "Content-Type: text/plain",
            "Content-Length: " + content.length(),
            "Connection: close");
    assertEquals(head + content, text(REFUSED.octets()));
  }

  @Test
  void case92AChallengeNamesSchemeRealmAndCharset() {
    String answer = text(HttpAnswer.PROXY_AUTHENTICATION_REQUIRED.octets());
    assertTrue(answer.startsWith("HTTP/1.1 407 Proxy Authentication Required\r\n"));
    assertTrue(
        answer.contains("\r\nProxy-Authenticate: Basic realm=\"culvert\", charset=\"UTF-8\"\r\n"));
  }

  @Test
  void headIsAnsweredWithoutContent() throws Exception {
    var answer = REFUSED;
    var asked = Heads.read("HEAD http://a.example/ HTTP/1.1", "Host: a.example");
    String whole = text(answer.octets());
    assertEquals(whole.substring(0, whole.indexOf("\r\n\r\n") + 4), text(asked.answer(answer)));
    for (String line : new String[] {"GET http://a.example/ HTTP/1.1", "CONNECT a:1 HTTP/1.0"}) {
      assertEquals(whole, text(Heads.read(line, "Host: a").answer(answer)));
    }
  }
}
