package io.culvert.http;

import static io.culvert.http.Heads.head;
import static io.culvert.http.Heads.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.socks.ReplyCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The proxy's own answers. Case 92 of the project's protocol cases. */
class HttpAnswerTest {
  @ParameterizedTest
  @CsvSource({
    "1, 502 Bad Gateway",
    "2, 403 Forbidden",
    "3, 502 Bad Gateway",
    "4, 502 Bad Gateway",
    "5, 502 Bad Gateway",
    "6, 504 Gateway Timeout",
    "7, 501 Not Implemented",
    "8, 501 Not Implemented",
    "9, 502 Bad Gateway",
    "255, 502 Bad Gateway",
  })
  void case92EveryFailureHasAStatus(int code, String status) {
    String answer = text(HttpAnswer.of(new ReplyCode(code)).octets());
    assertTrue(answer.startsWith("HTTP/1.1 " + status + "\r\n"), answer);
  }

  @Test
  void case92AnAnswerIsCompleteAndTheLast() {
    String content = "The target refused the connection.\n";
    String head =
        head(
            "HTTP/1.1 502 Bad Gateway",
            "Content-Type: text/plain",
            "Content-Length: " + content.length(),
            "Connection: close");
    assertEquals(head + content, text(HttpAnswer.of(ReplyCode.CONNECTION_REFUSED).octets()));
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
    var answer = HttpAnswer.of(ReplyCode.CONNECTION_REFUSED);
    var asked = Heads.read("HEAD http://a.example/ HTTP/1.1", "Host: a.example");
    String whole = text(answer.octets());
    assertEquals(whole.substring(0, whole.indexOf("\r\n\r\n") + 4), text(asked.answer(answer)));
    for (String line : new String[] {"GET http://a.example/ HTTP/1.1", "CONNECT a:1 HTTP/1.0"}) {
      assertEquals(whole, text(Heads.read(line, "Host: a").answer(answer)));
    }
  }
}
