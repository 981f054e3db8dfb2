package io.culvert.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.socks.Authenticator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use the proxy, RFC 9110 section 11.7 and RFC 7617. */
class HttpNegotiationTest {
  private final List<String> asked = new ArrayList<>();

  private final Authenticator me =
      new Authenticator.Passwords((user, password) -> {
        String given = user + "|" + new String(password, StandardCharsets.UTF_8);
        asked.add(given);
        return given.equals("m\u00e9|my:pass") || given.equals("me|");
      });

  private static HttpRequest read(Authenticator authenticator, String method, String... fields)
      throws IOException {
    String line = method + " http://a.example/ HTTP/1.0\r\n";
    String head = line + String.join("", fields) + "\r\n";
    return HttpNegotiation.readRequest(new ByteArrayInputStream(Heads.octets(head)), authenticator);
  }

  private static String basic(String credentials) {
    byte[] octets = credentials.getBytes(StandardCharsets.UTF_8);
    return "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(octets) + "\r\n";
  }

  @Test
  void case92RightCredentialsAreAdmitted() throws Exception {
    read(me, "GET", basic("m\u00e9:my:pass"));
    read(me, "GET", basic("me:"));
    read(me, "GET", basic("me:").replace("Basic ", "bASIC  "));
    assertEquals(List.of("m\u00e9|my:pass", "me|", "me|"), asked);
  }

  @Test
  void passwordsAreWipedAfterwards() throws Exception {
    HttpRequest request = read(me, "GET", basic("m\u00e9:my:pass"));
    assertArrayEquals(new byte[7], request.credentials().orElseThrow().password());
    assertEquals("Optional[BasicCredentials[redacted]]", request.credentials().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Proxy-Authorization:\r\n",
        "Proxy-Authorization: Basic\r\n",
        "Proxy-Authorization: Basic !!!!\r\n",
        "Proxy-Authorization: Basic bWU=\r\n",
        "Proxy-Authorization: Bearer bWU6\r\n",
        "Authorization: Basic bWU6\r\n",
      })
  void case92WithoutCredentialsNobodyIsAsked(String field) {
    var refused =
        assertThrows(HttpException.AuthenticationFailed.class, () -> read(me, "GET", field));
    Heads.assertStatus(407, refused);
    assertEquals(List.of(), asked);
  }

  @Test
  void case92WrongCredentials() {
    var refused =
        assertThrows(
            HttpException.AuthenticationFailed.class, () -> read(me, "GET", basic("me:you")));
    assertArrayEquals(HttpAnswer.PROXY_AUTHENTICATION_REQUIRED.octets(), refused.answer());
    assertEquals(List.of("me|you"), asked);
  }

  @Test
  void case92TwoCredentialsAreRefusedUnasked() {
    var refused =
        assertThrows(
            HttpException.Malformed.class, () -> read(me, "GET", basic("me:"), basic("me:you")));
    Heads.assertStatus(400, refused);
    assertEquals(List.of(), asked);
  }

  @Test
  void theAnswerToHeadHasNoContent() {
    var refused = assertThrows(HttpException.class, () -> read(me, "HEAD"));
    assertTrue(Heads.text(refused.answer()).endsWith("\r\n\r\n"));
  }

  @Test
  void whereNobodyIsAskedCredentialsAreNoMatter() throws Exception {
    assertFalse(read(Authenticator.NONE, "GET", basic("a:b")).credentials().isEmpty());
    assertTrue(read(Authenticator.NONE, "GET").credentials().isEmpty());
  }
}
