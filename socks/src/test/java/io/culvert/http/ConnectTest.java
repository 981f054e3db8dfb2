package io.culvert.http;

import static io.culvert.http.Heads.assertRefused;
import static io.culvert.http.Heads.octets;
import static io.culvert.http.Heads.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.address.Ipv4;
import io.culvert.address.Ipv6;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 section 9.3.6. Numbers are those of the project's protocol cases. */
class ConnectTest {
  private static Endpoint destination(String target) throws Exception {
    HttpRequest request = read("CONNECT " + target + " HTTP/1.1", "Host: " + target);
    return assertInstanceOf(HttpRequest.Connect.class, request).destination();
  }

  @Test
  void case90AuthorityFormWithAPort() throws Exception {
    assertEquals(new Endpoint(Address.parse("a.example"), 443), destination("a.example:443"));
    assertEquals(new Endpoint(Address.parse("192.0.2.1"), 1), destination("192.0.2.1:1"));
    assertEquals(
        new Endpoint(Address.parse("2001:db8::1"), 65_535), destination("[2001:db8::1]:65535"));
    assertInstanceOf(Ipv4.class, destination("192.0.2.1:1").address());
    assertInstanceOf(Ipv6.class, destination("[::1]:1").address());
    assertInstanceOf(Ipv4.class, destination("[::ffff:192.0.2.1]:1").address());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.example",
        "a.example:",
        "[::1]",
        "a.example:0",
        "a.example:65536",
        "a.example:99999999999",
        "a.example:-1",
        "a.example:+1",
        "a.example:80x",
        ":443",
        "me@a.example:443",
        "me:secret@a.example:443",
        "[::1:443",
        "::1]:443",
        "[::1]443",
        "[::1]x:443",
        "[a.example]:443",
        "[192.0.2.1]:443",
        "[v1.x]:443",
        "[fe80::1%25eth0]:443",
        "[]:443",
        "[:::]:443",
        "a.example/:443",
        "/a:443",
        "a?b:443",
        "a#b:443",
        "a%2eexample:443",
        "a\\b:443",
        "\"a\":443",
        "http://a.example:443",
        "a.example:443/",
        "*",
      })
  void case90WhatIsNoAuthorityWithAPort(String target) {
    assertRefused(400, "CONNECT " + target + " HTTP/1.1", "Host: a.example");
  }

  @Test
  void case90NamesHaveTheLimitsOfSocks() throws Exception {
    assertEquals(443, destination("a".repeat(255) + ":443").port());
    assertRefused(400, "CONNECT " + "a".repeat(256) + ":443 HTTP/1.1", "Host: a.example");
  }

  @Test
  void case91TheAnswerEndsAtTheEmptyLine() {
    assertEquals(
        "HTTP/1.1 200 Connection established\r\n\r\n", Heads.text(HttpAnswer.established()));
  }

  @Test
  void case93WhatFollowsTheHeadStaysInTheStream() throws Exception {
    String head = Heads.head("CONNECT a.example:443 HTTP/1.1", "Host: a.example:443");
    var in = new ByteArrayInputStream(octets(head + "\u0016\u0003\u0001"));
    HttpRequest.readFrom(in);
    assertArrayEquals(new byte[] {0x16, 3, 1}, in.readAllBytes());
  }

  @Test
  void case29ACutAnywhereIsAnEnd() {
    byte[] head = octets(Heads.head("CONNECT a.example:443 HTTP/1.1", "Host: a.example:443"));
    for (int length = 0; length < head.length; length++) {
      var cut = new ByteArrayInputStream(head, 0, length);
      assertThrows(EOFException.class, () -> HttpRequest.readFrom(cut), "cut at " + length);
    }
  }

  @Test
  void case94TheHostOfAConnectIsItsTarget() throws Exception {
    read("CONNECT a.example:443 HTTP/1.1", "Host: a.example");
    read("CONNECT a.example:443 HTTP/1.1", "Host: a.example:80");
    assertRefused(400, "CONNECT a.example:443 HTTP/1.1", "Host: b.example:443");
  }

  @Test
  void reportF8LetterCaseMakesNoOtherHost() throws Exception {
    read("CONNECT a.example:443 HTTP/1.1", "Host: A.Example:443");
    read("CONNECT A.EXAMPLE:443 HTTP/1.1", "Host: a.example");
    read("CONNECT [2001:DB8::1]:443 HTTP/1.1", "Host: [2001:db8:0::1]:443");
  }

  @ParameterizedTest
  @CsvSource({
    "::1:80, ::1, 80",
    "2001:db8::1:443, 2001:db8::1, 443",
    "::ffff:192.0.2.1:1, 192.0.2.1, 1"
  })
  void client12AnIpv6AddressWithoutBrackets(String target, String address, int port)
      throws Exception {
    for (String host : List.of(target, "whatever", "a b")) {
      HttpRequest request = read("CONNECT " + target + " HTTP/1.1", "Host: " + host);
      assertEquals(new Endpoint(Address.parse(address), port), request.destination());
    }
    assertRefused(400, "CONNECT " + target + " HTTP/1.1", "Host: a", "Host: a");
    assertRefused(400, "CONNECT " + target + " HTTP/1.1");
    assertRefused(400, "GET http://" + target + "/ HTTP/1.1", "Host: a");
    assertRefused(400, "GET http://a.example/ HTTP/1.1", "Host: " + target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "1::2::3:80", "1:2:3:4:5:6:7:8", "a:b:80", "::1:0", "::1:x"})
  void client12WhatIsNoIpv6AddressWithAPort(String target) {
    assertRefused(400, "CONNECT " + target + " HTTP/1.1", "Host: " + target);
  }

  @Test
  void aConnectHasNoContent() throws Exception {
    String[] head = {"CONNECT a.example:443 HTTP/1.1", "Host: a.example", "Content-Length: 0"};
    assertInstanceOf(HttpRequest.Connect.class, read(head));
    head[2] = "Content-Length: 1";
    assertRefused(400, head);
    head[2] = "Transfer-Encoding: chunked";
    assertRefused(400, head);
  }

  @Test
  void methodsAreComparedWithRegardToCase() {
    assertRefused(400, "connect a.example:443 HTTP/1.1", "Host: a.example");
  }

  @Test
  void fieldsThatMeanNothingHereAreNoMatter() throws Exception {
    var request =
        read(
            "CONNECT a.example:443 HTTP/1.1",
            "Host: a.example:443",
            "User-Agent: curl/8.0",
            "Proxy-Connection: Keep-Alive");
    assertTrue(request.credentials().isEmpty());
  }
}
