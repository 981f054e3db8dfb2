package io.culvert.http;

import static io.culvert.http.Heads.head;
import static io.culvert.http.Heads.octets;
import static io.culvert.http.Heads.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses on their way to the client, RFC 9110 and RFC 9112. */
class HttpResponseTest {
  private static final HttpRequest.Terms GET = new HttpRequest.Terms("GET", 1, true, false);

  private static HttpResponse parse(HttpRequest.Terms terms, String head) throws IOException {
    return HttpResponse.readFrom(new ByteArrayInputStream(octets(head)), terms);
  }

  private static HttpResponse read(String... lines) throws IOException {
    return parse(GET, head(lines));
  }

  private static BodyLength body(String method, String... lines) throws IOException {
    return parse(new HttpRequest.Terms(method, 1, true, false), head(lines)).body();
  }

  private static void assertRefused(String... lines) {
    assertThrows(HttpException.class, () -> read(lines), () -> String.join("|", lines));
  }

  @Test
  void reportF2FieldsOfTheTargetsConnectionAreDropped() throws Exception {
    var response =
        read(
            "HTTP/1.1 200 OK",
            "Connection: keep-alive, X-Mine, Content-Length",
            "Keep-Alive: timeout=5",
            "Proxy-Connection: keep-alive",
            "Proxy-Authenticate: Basic",
            "X-Mine: 1",
            "Upgrade: h2c",
            "Set-Cookie: a=b",
            "set-cookie: c=d",
            "Content-Length: 3");
    String kept =
        head("HTTP/1.1 200 OK", "Set-Cookie: a=b", "set-cookie: c=d", "Content-Length: 3");
    assertEquals(kept, text(response.head()));
    String last = kept.substring(0, kept.length() - 2) + "Connection: close\r\n\r\n";
    assertEquals(last, text(response.lastHead()));
    assertTrue(response.keepsConnection());
    assertEquals(200, response.status());
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, X: y, true",
    "HTTP/1.9, X: y, true",
    "HTTP/1.1, Connection: close, false",
    "HTTP/1.1, 'Connection: X, CLOSE', false",
    "HTTP/1.0, X: y, false",
    "HTTP/1.0, Connection: keep-alive, false",
  })
  void reportF2WhetherTheTargetKeepsItsConnection(String version, String field, boolean kept)
      throws Exception {
    var response = read(version + " 200 OK", "Content-Length: 0", field);
    assertEquals(kept, response.keepsConnection());
    assertFalse(response.endsWithConnection());
  }

  @Test
  void reportF2WhatTheClientDoesNotKeepTheTargetDoesNot() throws Exception {
    var terms = new HttpRequest.Terms("GET", 1, false, false);
    assertFalse(parse(terms, head("HTTP/1.1 200 OK", "Content-Length: 0")).keepsConnection());
  }

  @Test
  void reportF2TheLengthOfContent() throws Exception {
    assertEquals(new BodyLength.Exact(5), body("GET", "HTTP/1.1 200 OK", "Content-Length: 5"));
    assertEquals(
        new BodyLength.Chunked(), body("GET", "HTTP/1.1 200 OK", "Transfer-Encoding: Chunked"));
    assertEquals(
        new BodyLength.Chunked(),
        body("GET", "HTTP/1.1 200 OK", "Transfer-Encoding: gzip", "Transfer-Encoding: chunked"));
    for (String[] head :
        List.of(
            new String[] {"HTTP/1.1 200 OK"},
            new String[] {"HTTP/1.0 200 OK"},
            new String[] {"HTTP/1.1 200 OK", "Transfer-Encoding: gzip"})) {
      assertEquals(new BodyLength.UntilClose(), body("GET", head));
      assertTrue(read(head).endsWithConnection());
      assertFalse(read(head).keepsConnection());
    }
  }

  @Test
  void reportF2WhatHasNoContent() throws Exception {
    String length = "Content-Length: 5";
    assertEquals(BodyLength.NONE, body("HEAD", "HTTP/1.1 200 OK", length));
    assertEquals(BodyLength.NONE, body("HEAD", "HTTP/1.1 200 OK"));
    for (int status : new int[] {100, 103, 199, 204, 304}) {
      assertEquals(BodyLength.NONE, body("GET", "HTTP/1.1 " + status + " X", length));
      assertEquals(BodyLength.NONE, body("GET", "HTTP/1.1 " + status + " X"));
    }
    assertEquals(BodyLength.NONE, body("GET", "HTTP/1.1 200 OK", "Content-Length: 0"));
  }

  @Test
  void reportF2ALengthThatMeansNothingIsDropped() throws Exception {
    for (int status : new int[] {102, 204}) {
      String line = "HTTP/1.1 " + status + " X";
      assertEquals(head(line), text(read(line, "Content-Length: 5").head()));
      assertEquals(head(line), text(read(line, "Transfer-Encoding: chunked").head()));
    }
    String[] notModified = {"HTTP/1.1 304 X", "Content-Length: 5"};
    assertEquals(head(notModified), text(read(notModified).head()));
  }

  @Test
  void reportF2LengthsThatCouldBeReadTwoWaysAreRefused() {
    String line = "HTTP/1.1 200 OK";
    assertRefused(line, "Content-Length: 5", "Transfer-Encoding: chunked");
    assertRefused(line, "Content-Length: 5", "Content-Length: 6");
    assertRefused(line, "Content-Length: 5", "Content-Length: 5");
    assertRefused(line, "Content-Length: 5, 5");
    assertRefused(line, "Content-Length: +5");
    assertRefused(line, "Content-Length:");
    assertRefused(line, "Transfer-Encoding: chunked, gzip");
    assertRefused(line, "Transfer-Encoding: chunked, chunked");
    assertRefused(line, "Transfer-Encoding:");
    assertRefused("HTTP/1.0 200 OK", "Transfer-Encoding: chunked");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1",
        "HTTP/1.1 20",
        "HTTP/1.1 2000",
        "HTTP/1.1 099 X",
        "HTTP/1.1 2x0 OK",
        "HTTP/1.1  200 OK",
        "HTTP/1.1\t200 OK",
        "HTTP/1.10 200 OK",
        "HTTP/2.0 200 OK",
        "HTTP/x.1 200 OK",
        "http/1.1 200 OK",
        "ICY 200 OK",
        " HTTP/1.1 200 OK",
      })
  void statusLinesThatAreNone(String line) {
    assertRefused(line, "Content-Length: 0");
  }

  @Test
  void aReasonMayBeMissing() throws Exception {
    assertEquals("HTTP/1.1 200 \r\n\r\n", text(read("HTTP/1.1 200").head()));
    assertEquals("HTTP/1.1 200 \r\n\r\n", text(read("HTTP/1.1 200 ").head()));
    assertEquals("HTTP/1.1 599 a b\u00e9\r\n\r\n", text(read("HTTP/1.0 599 a b\u00e9").head()));
  }

  @Test
  void whatAProxyRepairsIsRepaired() throws Exception {
    String odd = "HTTP/1.1 200 OK\nA : 1\r\nB: 2\r\n \t3\r\nC:4\n\tfolded\n\n";
    assertEquals(
        head("HTTP/1.1 200 OK", "A: 1", "B: 2 3", "C: 4 folded"), text(parse(GET, odd).head()));
  }

  @Test
  void fieldLinesThatCannotBeRepairedAreRefused() {
    for (String line : List.of("X", ": y", "X y: z", "X: a\0b", "X: a\rb", "X: \u007f")) {
      assertRefused("HTTP/1.1 200 OK", line);
    }
    assertRefused("HTTP/1.1 200 OK", " folded at the start");
  }

  @Test
  void aHeadOf64KiBAndNoLongerOne() throws Exception {
    int around = head("HTTP/1.1 200 OK", "X: ").length();
    read("HTTP/1.1 200 OK", "X: " + "x".repeat(64 * 1024 - around));
    assertRefused("HTTP/1.1 200 OK", "X: " + "x".repeat(64 * 1024 - around + 1));
    assertRefused("HTTP/1.1 200 OK", "X: y\r\n".repeat(200) + "X: y");
  }

  @Test
  void aCutAnywhereIsAnEnd() {
    byte[] head = octets(head("HTTP/1.1 200 OK", "Content-Length: 5", "X : y"));
    for (int length = 0; length < head.length; length++) {
      var cut = new ByteArrayInputStream(head, 0, length);
      assertThrows(EOFException.class, () -> HttpResponse.readFrom(cut, GET), "cut at " + length);
    }
  }

  @Test
  void reportF7ASwitchOfProtocolsIsPassedOnWhereItWasAskedFor() throws Exception {
    String[] lines = {
      "HTTP/1.1 101 Switching Protocols",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Accept: x"
    };
    assertRefused(lines);
    var response = parse(new HttpRequest.Terms("GET", 1, true, true), head(lines));
    assertTrue(response.isSwitch());
    assertFalse(response.isInterim());
    assertEquals(head(lines[0], lines[3], lines[1], lines[2]), text(response.head()));
  }

  @Test
  void reportF2InterimResponsesComeBeforeTheLast() throws Exception {
    assertTrue(read("HTTP/1.1 100 Continue").isInterim());
    assertTrue(read("HTTP/1.1 103 Early Hints", "Link: x").isInterim());
    assertFalse(read("HTTP/1.1 200 OK").isInterim());
  }
}
