package io.culvert.http;

import static io.culvert.http.Heads.assertRefused;
import static io.culvert.http.Heads.forward;
import static io.culvert.http.Heads.head;
import static io.culvert.http.Heads.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests in absolute-form, RFC 9112 section 3.2.2, and what the target gets of them. */
class ForwardTest {
  private static final String HOST = "Host: ignored.example";

  private static String sent(String... lines) throws Exception {
    return text(forward(lines).head());
  }

  @Test
  void theTargetGetsOriginFormAndTheHostOfTheTarget() throws Exception {
    var request =
        forward(
            "GET http://a.example:8080/p?q=1 HTTP/1.1", HOST, "User-Agent: curl", "Accept: */*");
    assertEquals(new Endpoint(Address.parse("a.example"), 8080), request.destination());
    assertEquals(
        head("GET /p?q=1 HTTP/1.1", "Host: a.example:8080", "User-Agent: curl", "Accept: */*"),
        text(request.head()));
    assertEquals(BodyLength.NONE, request.body());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, http://a.example, /, a.example, 80",
    "GET, http://a.example/, /, a.example, 80",
    "GET, http://a.example:, /, a.example, 80",
    "GET, HTTP://A.example:80/x, /x, A.example:80, 80",
    "GET, http://a.example?q, /?q, a.example, 80",
    "GET, http://a.example/?a@b:c, /?a@b:c, a.example, 80",
    "GET, http://a.example//b//c, //b//c, a.example, 80",
    "GET, http://[2001:db8::1]:81/, /, [2001:db8::1]:81, 81",
    "GET, http://192.0.2.1/http://b/, /http://b/, 192.0.2.1, 80",
    "OPTIONS, http://a.example, *, a.example, 80",
    "OPTIONS, http://a.example/, /, a.example, 80",
    "OPTIONS, http://a.example?q, /?q, a.example, 80",
    "M-SEARCH, http://a.example/, /, a.example, 80",
  })
  void targets(String method, String target, String origin, String host, int port)
      throws Exception {
    var request = forward(method + " " + target + " HTTP/1.1", HOST);
    assertEquals(port, request.destination().port());
    assertEquals(head(method + " " + origin + " HTTP/1.1", "Host: " + host), text(request.head()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://",
        "http:///",
        "http://me@a.example/",
        "http://me:secret@a.example/",
        "http://a.example#f",
        "http://a.example/#f",
        "http://a.example:0/",
        "http://a.example:x/",
        "http://::1/",
        "http://[a.example]/",
        "http:/a.example/",
        "http:a.example",
        "a.example/",
        "a.example:80",
        "ht_tp://a.example/",
      })
  void targetsThatAreNone(String target) {
    assertRefused(400, "GET " + target + " HTTP/1.1", HOST);
  }

  @Test
  void otherSchemesAre501() {
    for (String scheme : List.of("https", "ftp", "wss", "gopher", "a+b-c.d1")) {
      assertRefused(501, "GET " + scheme + "://a.example/ HTTP/1.1", HOST);
    }
  }

  @Test
  void case6ARequestToAWebServerIsToldWhatThisIs() {
    for (String target : List.of("/", "/index.html", "*", "//a.example/")) {
      HttpException refused = Heads.refusal("GET " + target + " HTTP/1.1", HOST);
      assertEquals(HttpException.NotForAProxy.class, refused.getClass());
      Heads.assertStatus(400, refused);
      assertTrue(text(refused.answer()).contains("This is a proxy"));
    }
    assertRefused(400, "GET /index.html HTTP/1.0");
  }

  @Test
  void fieldsOfThisConnectionAreDropped() throws Exception {
    String sent =
        sent(
            "GET http://a.example/ HTTP/1.1",
            HOST,
            "Connection: keep-alive, X-Mine,, x-OTHER ,",
            "connection: X-Third",
            "X-Mine: 1",
            "X-Other: 2",
            "X-THIRD: 3",
            "Proxy-Connection: keep-alive",
            "Proxy-Authorization: Basic bWU6bXlwYXNzd2Q=",
            "Keep-Alive: timeout=5",
            "TE: trailers",
            "Upgrade: h2c",
            "Authorization: Basic bWU6eW91",
            "X-Kept: 4");
    assertEquals(
        head("GET / HTTP/1.1", "Host: a.example", "Authorization: Basic bWU6eW91", "X-Kept: 4"),
        sent);
  }

  @Test
  void connectionMustNotTakeAwayWhatFramesTheMessage() {
    for (String field : List.of("Content-Length", "transfer-encoding", "HOST")) {
      assertRefused(
          400,
          "POST http://a.example/ HTTP/1.1",
          HOST,
          "Connection: close, " + field,
          "Content-Length: 5");
    }
  }

  @Test
  void fieldsOfTheContentStay() throws Exception {
    String[] chunked = {
      "POST http://a.example/ HTTP/1.1",
      "Host: a.example",
      "Transfer-Encoding: Chunked",
      "Trailer: X-Sum",
      "Expect: 100-continue",
    };
    assertEquals(new BodyLength.Chunked(), forward(chunked).body());
    assertEquals(
        head("POST / HTTP/1.1", chunked[1], chunked[2], chunked[3], chunked[4]), sent(chunked));
  }

  @Test
  void aLengthIsOneNumber() throws Exception {
    for (String length : List.of("0", "5", "007", "999999999999999999")) {
      var request =
          forward("POST http://a.example/ HTTP/1.1", HOST, "Content-Length:  " + length + " ");
      assertEquals(new BodyLength.Exact(Long.parseLong(length)), request.body());
      assertTrue(text(request.head()).contains("\r\nContent-Length: " + length + "\r\n"));
    }
    for (String length :
        List.of("", "+5", "-5", "5 5", "5,5", "5, 6", ",5", "0x5", "5.0", "1000000000000000000")) {
      assertRefused(400, "POST http://a.example/ HTTP/1.1", HOST, "Content-Length: " + length);
    }
  }

  @Test
  void lengthsThatCouldBeReadTwoWaysAreRefused() {
    String line = "POST http://a.example/ HTTP/1.1";
    assertRefused(400, line, HOST, "Content-Length: 5", "Content-Length: 6");
    assertRefused(400, line, HOST, "Content-Length: 5", "Content-Length: 5");
    assertRefused(400, line, HOST, "Content-Length: 5", "Transfer-Encoding: chunked");
    assertRefused(400, line, HOST, "Transfer-Encoding: chunked", "Content-Length: 0");
    assertRefused(400, line, HOST, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked");
    assertRefused(400, line, HOST, "Transfer-Encoding: gzip", "Transfer-Encoding: chunked");
    assertRefused(400, "POST http://a.example/ HTTP/1.0", "Transfer-Encoding: chunked");
  }

  @Test
  void codingsOtherThanChunked() {
    String line = "POST http://a.example/ HTTP/1.1";
    for (String codings : List.of("gzip, chunked", "deflate ,\tChunked")) {
      assertRefused(501, line, HOST, "Transfer-Encoding: " + codings);
    }
    for (String codings :
        List.of(
            "", "gzip", "identity", "chunked, gzip", ",chunked", "chunked,", "chunked;a", "x")) {
      assertRefused(400, line, HOST, "Transfer-Encoding: " + codings);
    }
  }

  @Test
  void aClientOfHttp10IsForwardedAsOne() throws Exception {
    assertEquals(
        head("GET / HTTP/1.0", "Host: a.example", "Connection: close"),
        sent("GET http://a.example/ HTTP/1.0"));
    assertTrue(sent("GET http://a.example/ HTTP/1.9", HOST).startsWith("GET / HTTP/1.1\r\n"));
  }

  @Test
  void reportF2AClientsCloseIsThatOfTheTargetsConnectionToo() throws Exception {
    String line = "GET http://a.example/ HTTP/1.1";
    for (String field :
        List.of("Connection: close", "Connection: X, Close", "Proxy-Connection: close")) {
      var request = forward(line, HOST, field);
      assertFalse(request.terms().keepsConnection(), field);
      assertTrue(text(request.head()).endsWith("\r\nConnection: close\r\n\r\n"), field);
    }
    assertFalse(
        forward("GET http://a.example/ HTTP/1.0", "Connection: keep-alive")
            .terms()
            .keepsConnection());
    assertTrue(forward(line, HOST, "Connection: keep-alive").terms().keepsConnection());
  }

  @Test
  void reportF7AnUpgradeIsPassedOn() throws Exception {
    var request =
        forward(
            "GET ws://a.example/chat HTTP/1.1",
            HOST,
            "Connection: keep-alive, Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13");
    assertTrue(request.terms().upgrades());
    assertEquals(80, request.destination().port());
    assertEquals(
        head(
            "GET /chat HTTP/1.1",
            "Host: a.example",
            "Sec-WebSocket-Version: 13",
            "Connection: Upgrade",
            "Upgrade: websocket"),
        text(request.head()));
  }

  @Test
  void reportF7AnUpgradeThatIsNotAskedForIsDropped() throws Exception {
    String line = "GET http://a.example/ HTTP/1.1";
    for (String[] head :
        new String[][] {
          {line, HOST, "Upgrade: websocket"},
          {line, HOST, "Connection: Upgrade"},
          {line, HOST, "Connection: Upgrade, close", "Upgrade: websocket"},
          {"GET http://a.example/ HTTP/1.0", HOST, "Connection: Upgrade", "Upgrade: websocket"},
        }) {
      assertFalse(forward(head).terms().upgrades());
      assertFalse(sent(head).contains("Upgrade"));
    }
  }

  @Test
  void reportF8AnotherHostIsReplacedByTheTargets() throws Exception {
    String sent = sent("GET http://a.example:81/ HTTP/1.1", "Host: b.example");
    assertEquals(head("GET / HTTP/1.1", "Host: a.example:81"), sent);
  }

  @Test
  void maxForwardsIsCountedDownWhereItCounts() throws Exception {
    for (String method : List.of("TRACE", "OPTIONS")) {
      String line = method + " http://a.example/ HTTP/1.1";
      assertTrue(sent(line, HOST, "max-forwards: 10").contains("\r\nmax-forwards: 9\r\n"));
      assertTrue(sent(line, HOST, "Max-Forwards: 1").contains("\r\nMax-Forwards: 0\r\n"));
      assertTrue(sent(line, HOST, "Max-Forwards: 123456789").contains("s: 123456788\r\n"));
      assertFalse(sent(line, HOST).contains("Max-Forwards"));
      assertRefused(501, line, HOST, "Max-Forwards: 0");
      assertRefused(400, line, HOST, "Max-Forwards: -1");
      assertRefused(400, line, HOST, "Max-Forwards: 1234567890");
      assertRefused(400, line, HOST, "Max-Forwards: 1", "Max-Forwards: 2");
    }
    assertTrue(
        sent("GET http://a.example/ HTTP/1.1", HOST, "Max-Forwards: 0")
            .contains("\r\nMax-Forwards: 0\r\n"));
  }
}
