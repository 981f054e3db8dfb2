package io.culvert.socks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthenticationMethodTest {
  /** After it, the request comes from elsewhere. */
  private static final AuthenticationMethod ELSEWHERE =
      new AuthenticationMethod() {
        @Override
        public Method method() {
          return Method.GSSAPI;
        }

        @Override
        public InputStream authenticate(InputStream in, OutputStream out) throws IOException {
          if (in.read() != 0x77) {
            throw new GssapiException("not the right octet");
          }
          return new ByteArrayInputStream(hex("05 01 00 01 7f000001 0051"));
        }
      };

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private Request serve(String octets, AuthenticationMethod... methods) throws IOException {
    var in = new ByteArrayInputStream(hex(octets));
    return ServerNegotiation.negotiate(in, out, List.of(methods)).readRequest();
  }

  @Test
  void theServersOrderDecides() throws Exception {
    var none = new AuthenticationMethod.NoAuthentication();
    serve("05 02 00 01  77", ELSEWHERE, none);
    serve("05 02 01 00  05 01 00 01 7f000001 0050", none, ELSEWHERE);
    serve("05 01 00  05 01 00 01 7f000001 0050", ELSEWHERE, none);
    assertArrayEquals(hex("05 01  05 00  05 00"), out.toByteArray());
  }

  @Test
  void theRequestIsReadFromWhereTheMethodSays() throws Exception {
    Request request = serve("05 01 01  77  05 01 00 01 7f000001 0050", ELSEWHERE);
    assertEquals(0x51, request.destination().port());
  }

  @Test
  void whoDoesNotGetThroughTheMethodHasNoRequest() {
    assertThrows(
        GssapiException.class, () -> serve("05 01 01  78  05 01 00 01 7f000001 0050", ELSEWHERE));
  }

  @Test
  void nobodyIsNotAskedForAPassword() {
    assertEquals(List.of(), AuthenticationMethod.of(Authenticator.NOBODY));
    assertThrows(SocksException.NoAcceptableMethods.class, () -> serve("05 01 02"));
    assertEquals(
        Method.NO_AUTHENTICATION_REQUIRED,
        AuthenticationMethod.of(Authenticator.NONE).get(0).method());
  }

  @Test
  void clients11AnyCredentialsAdmitAClientThatOffersNothingElse() throws Exception {
    AuthenticationMethod[] any =
        AuthenticationMethod.of(Authenticator.ANY_CREDENTIALS).toArray(AuthenticationMethod[]::new);
    assertFalse(Authenticator.ANY_CREDENTIALS.required());
    Request request = serve("05 01 02  01 01 61 02 7077  05 01 00 01 7f000001 0050", any);
    assertEquals(80, request.destination().port());
    assertEquals(81, serve("05 02 02 00  05 01 00 01 7f000001 0051", any).destination().port());
  }

  @Test
  void clients11ARefusalTellsWhatTheClientOffered() {
    var e =
        assertThrows(
            SocksException.NoAcceptableMethods.class,
            () -> serve("05 02 02 01", new AuthenticationMethod.NoAuthentication()));
    assertEquals(List.of(Method.USERNAME_PASSWORD, Method.GSSAPI), e.offered());
  }

  @Test
  void whereNobodyHasAPasswordEveryPasswordIsWrong() {
    Authenticator nobody = Authenticator.NOBODY;
    assertTrue(nobody.required());
    assertFalse(nobody.verify("a", new byte[1]));
  }

  /** The caller's octets are wiped, whether they were right or not. */
  @Test
  void passwordsAreForgottenAfterTheyWereTested() throws Exception {
    List<byte[]> tested = new ArrayList<>();
    var remembering =
        new Authenticator.Passwords((user, password) -> {
          tested.add(password);
          assertEquals("pw", new String(password, StandardCharsets.US_ASCII));
          return user.equals("a");
        });
    var method = new AuthenticationMethod.UsernamePassword(remembering.test());
    serve("05 01 02  01 01 61 02 7077  05 01 00 01 7f000001 0050", method);
    assertThrows(
        SocksException.AuthenticationFailed.class,
        () -> serve("05 01 02  01 01 62 02 7077  05 01 00 01 7f000001 0050", method));
    assertEquals(2, tested.size());
    tested.forEach(password -> assertArrayEquals(new byte[2], password));
  }
}
