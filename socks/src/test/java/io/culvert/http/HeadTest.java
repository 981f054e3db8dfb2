package io.culvert.http;

import static io.culvert.http.Heads.assertRefused;
import static io.culvert.http.Heads.assertStatus;
import static io.culvert.http.Heads.octets;
import static io.culvert.http.Heads.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar and the limits of a head. Case 94 of the project's protocol cases. */
class HeadTest {
  private static final String HOST = "Host: a.example";

  private static HttpException refusalOf(String head) {
    var in = new ByteArrayInputStream(octets(head));
    return assertThrows(HttpException.class, () -> HttpRequest.readFrom(in), head);
  }

  private static HttpRequest requestOfLength(int length) throws IOException {
    String around = Heads.head("GET http://a.example/ HTTP/1.1", HOST, "Fill: ");
    String fill = "x".repeat(length - around.length());
    return read("GET http://a.example/ HTTP/1.1", HOST, "Fill: " + fill);
  }

  @Test
  void case94AHeadOf16KiBAndNoLongerOne() throws Exception {
    assertInstanceOf(HttpRequest.Forward.class, requestOfLength(16 * 1024));
    assertStatus(
        431, assertThrows(HttpException.TooLong.class, () -> requestOfLength(16 * 1024 + 1)));
  }

  @Test
  void case94TwoHundredFieldsAndNoMore() throws Exception {
    String line = "GET http://a.example/ HTTP/1.1";
    read(line, HOST + "\r\nX: y".repeat(199));
    assertRefused(431, line, HOST + "\r\nX: y".repeat(200));
  }

  @Test
  void case94ARequestLineThatNeverEndsIs414() {
    String endless = "GET http://a.example/" + "a".repeat(20_000);
    var in = new ByteArrayInputStream(octets(endless));
    assertStatus(414, assertThrows(HttpException.class, () -> HttpRequest.readFrom(in)));
    assertEquals(endless.length() - 16 * 1024, in.available(), "read no further than the limit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://a.example/ HTTP/1.1\nHost: a.example\r\n\r\n",
        "GET http://a.example/ HTTP/1.1\r\nHost: a.example\n\r\n",
        "GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\n",
        "GET http://a.example/ HTTP/1.1\r\nHost: a.example\rX: y\r\n\r\n",
        "GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\r\n",
      })
  void case94BareLineFeedsAndCarriageReturnsAreRefused(String head) {
    assertStatus(400, refusalOf(head));
  }

  @Test
  void case94ControlCharactersAreRefused() {
    for (int c = 0; c < 0x20; c++) {
      if (c != '\t' && c != '\r' && c != '\n') {
        assertRefused(400, "GET http://a.example/ HTTP/1.1", HOST, "X: a" + (char) c + "b");
        assertRefused(400, "GET http://a.example/" + (char) c + " HTTP/1.1", HOST);
      }
    }
    assertRefused(400, "GET http://a.example/ HTTP/1.1", HOST, "X: \u007f");
  }

  @Test
  void case94TabsAndOctetsBeyondAsciiMayStandInAValue() throws Exception {
    var request = Heads.forward("GET http://a.example/ HTTP/1.1", HOST, "X: \t a\tb\u00e9 \t");
    assertTrue(Heads.text(request.head()).contains("\r\nX: a\tb\u00e9\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X : y",
        "X\t: y",
        " X: y",
        "\tfolded",
        ": y",
        "X",
        "X y: z",
        "X(: y",
        "X\u00e9: y",
        "X@: y"
      })
  void case94FieldLinesThatAreNone(String line) {
    assertRefused(400, "GET http://a.example/ HTTP/1.1", line, HOST);
    assertRefused(400, "GET http://a.example/ HTTP/1.1", HOST, line);
  }

  @Test
  void everyCharacterOfATokenMayStandInAName() throws Exception {
    String name = "azAZ09!#$%&'*+-.^_`|~";
    var request = Heads.forward(name + " http://a.example/ HTTP/1.1", HOST, name + ": 1");
    assertEquals(name, request.terms().method());
    assertTrue(Heads.text(request.head()).contains("\r\n" + name + ": 1\r\n"));
  }

  @Test
  void case94OneHostAndAValidOne() throws Exception {
    read("GET http://a.example/ HTTP/1.1", "hOST: a.example");
    read("GET http://a.example/ HTTP/1.1", "Host:");
    assertRefused(400, "GET http://a.example/ HTTP/1.1", HOST, "host: b.example");
    assertRefused(400, "GET http://a.example/ HTTP/1.1", HOST, HOST);
    assertRefused(400, "GET http://a.example/ HTTP/1.1");
    assertRefused(400, "GET http://a.example/ HTTP/1.1", "X-Host: a.example");
    for (String bad : List.of("a b", "a@b", "a/b", "a:b", "a:0", "[::1", "[a]", "a,b c", "a:1:2")) {
      assertRefused(400, "GET http://a.example/ HTTP/1.1", "Host: " + bad);
    }
  }

  @Test
  void case94OnlyHttp10MayHaveNoHost() throws Exception {
    read("GET http://a.example/ HTTP/1.0");
    read("CONNECT a.example:443 HTTP/1.0");
    assertRefused(400, "CONNECT a.example:443 HTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET",
        "GET http://a.example/",
        "GET  http://a.example/ HTTP/1.1",
        "GET http://a.example/  HTTP/1.1",
        "GET http://a.example/ HTTP/1.1 ",
        " GET http://a.example/ HTTP/1.1",
        "GET\thttp://a.example/\tHTTP/1.1",
        "GET http://a.example/ HTTP/1",
        "GET http://a.example/ HTTP/1.10",
        "GET http://a.example/ http/1.1",
        "GET http://a.example/ HTTPS/1.1",
        "GET http://a.example/ HTTP/a.b",
        "G@T http://a.example/ HTTP/1.1",
        "GET http://a.example/\u00e9 HTTP/1.1",
      })
  void requestLinesThatAreNone(String line) {
    assertStatus(400, refusalOf("\r\n" + Heads.head(line, HOST)));
  }

  @Test
  void oneEmptyLineBeforeTheRequestIsForgivenAndNoSecondOne() throws Exception {
    String head = Heads.head("GET http://a.example/ HTTP/1.1", HOST);
    var request = HttpRequest.readFrom(new ByteArrayInputStream(octets("\r\n" + head)));
    assertEquals(80, request.destination().port());
    assertStatus(400, refusalOf("\r\n\r\n" + head));
  }

  @Test
  void otherVersionsAre505() {
    for (String version : List.of("HTTP/0.9", "HTTP/2.0", "HTTP/3.0")) {
      assertRefused(505, "GET http://a.example/ " + version, HOST);
      assertRefused(505, "CONNECT a.example:443 " + version, HOST);
    }
  }

  @Test
  void whatIsRefusedIsNeverRepeated() {
    HttpException refused = Heads.refusal("GET http://evil<script>/ HTTP/1.1", HOST);
    assertStatus(400, refused);
    assertEquals(-1, Heads.text(refused.answer()).indexOf("script"));
    assertEquals(-1, refused.getMessage().indexOf("script"));
  }
}
