package io.culvert.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Request heads as text, a line each. */
final class Heads {
  private Heads() {}

  static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  static HttpRequest read(String... lines) throws IOException {
    return HttpRequest.readFrom(new ByteArrayInputStream(octets(head(lines))));
  }

  static HttpRequest.Forward forward(String... lines) throws IOException {
    return (HttpRequest.Forward) read(lines);
  }

  static HttpException refusal(String... lines) {
    return assertThrows(HttpException.class, () -> read(lines), () -> String.join("|", lines));
  }

  static void assertStatus(int status, HttpException refused) {
    String answer = text(refused.answer());
    assertEquals("HTTP/1.1 " + status + " ", answer.substring(0, 13), refused::getMessage);
  }

  static void assertRefused(int status, String... lines) {
    assertStatus(status, refusal(lines));
  }
}
