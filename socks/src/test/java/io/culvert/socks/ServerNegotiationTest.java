package io.culvert.socks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ServerNegotiationTest {
  private static final Authenticator ME =
      new Authenticator.Passwords((user, password) -> {
        return user.equals("me")
            && Arrays.equals(password, "mypasswd".getBytes(StandardCharsets.US_ASCII));
      });

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Request serve(String hex, Authenticator authenticator) throws Exception {
    var in = new ByteArrayInputStream(HexFormat.of().parseHex(hex.replace(" ", "")));
    return ServerNegotiation.negotiate(in, out, AuthenticationMethod.of(authenticator))
        .readRequest();
  }

  private void assertSent(String hex) {
    assertArrayEquals(HexFormat.of().parseHex(hex.replace(" ", "")), out.toByteArray());
  }

  private void assertAnswer(String hex, SocksException refused) {
    assertArrayEquals(HexFormat.of().parseHex(hex.replace(" ", "")), refused.answer());
  }

  @Test
  void case7GreetingAndRequestInOneSegment() throws Exception {
    Request request = serve("05 01 00  05 01 00 01 7f000001 0050", Authenticator.NONE);
    assertEquals(80, request.destination().port());
    assertSent("05 00");
  }

  @Test
  void case4NoAcceptableMethod() {
    assertAnswer(
        "05 ff",
        assertThrows(
            SocksException.NoAcceptableMethods.class,
            () -> serve("05 03 99 21 10", Authenticator.NONE)));
    assertSent("");
  }

  @Test
  void case5NoMethodAtAll() {
    assertAnswer(
        "05 ff",
        assertThrows(
            SocksException.NoAcceptableMethods.class, () -> serve("05 00", Authenticator.NONE)));
  }

  @Test
  void case6AnotherProtocolGetsNoSocksOctet() {
    for (String first :
        new String[] {"04 01 11 11 02 02 02 02 00", "47 45 54 20 2f", "16 03 01", "00"}) {
      assertAnswer(
          "",
          assertThrows(
              SocksException.UnsupportedVersion.class, () -> serve(first, Authenticator.NONE)));
    }
    assertSent("");
  }

  @Test
  void case11MethodTwoIsChosenWhereItIsRequired() throws Exception {
    serve("05 02 00 02  01 02 6d65 08 6d79706173737764  05 01 00 01 7f000001 0050", ME);
    assertSent("05 02 01 00");
    assertAnswer(
        "05 ff",
        assertThrows(SocksException.NoAcceptableMethods.class, () -> serve("05 01 00", ME)));
  }

  @Test
  void case13AuthenticationAndRequestPipelined() throws Exception {
    Request request =
        serve("05 01 02  01 02 6d65 08 6d79706173737764  05 01 00 01 02020202 1111", ME);
    assertEquals(0x1111, request.destination().port());
  }

  @Test
  void case14NoRequestIsReadBeforeAuthenticationSucceeded() {
    var wrong =
        assertThrows(
            SocksException.AuthenticationFailed.class,
            () -> serve("05 01 02  01 02 6d65 03 796f75  05 01 00 01 02020202 1111", ME));
    assertAnswer("01 01", wrong);
    assertSent("05 02");
    assertThrows(SocksException.UnsupportedVersion.class, () -> serve("01 02 6d65 02 6d65", ME));
  }

  @Test
  void case29ACutAnywhereIsAnEnd() {
    String whole = "05010201026d65086d7970617373776405010001020202021111";
    for (int length = 0; length < whole.length(); length += 2) {
      String cut = whole.substring(0, length);
      assertThrows(EOFException.class, () -> serve(cut, ME), cut);
    }
  }
}
