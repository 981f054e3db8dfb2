package io.culvert.inbound.mixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.runtime.LogRecords;
import io.culvert.socks.AuthenticationMethod;
import io.culvert.socks.Authenticator;
import io.culvert.socks.ServerNegotiation;
import io.culvert.socks.SocksException;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CredentialsHintTest {
  private final CredentialsHint hint = new CredentialsHint();

  private static SocksException refusal(String greeting, Authenticator asked) {
    var in = new ByteArrayInputStream(HexFormat.of().parseHex(greeting));
    return assertThrows(
        SocksException.NoAcceptableMethods.class,
        () ->
            ServerNegotiation.negotiate(
                in, OutputStream.nullOutputStream(), AuthenticationMethod.of(asked)));
  }

  private List<String> logged(String greeting, Authenticator asked, int times) {
    try (var log = new LogRecords(CredentialsHint.class)) {
      for (int i = 0; i < times; i++) {
        hint.refused(refusal(greeting, asked), asked);
      }
      return log.messages();
    }
  }

  @Test
  void clients11OneLineSaysWhyAClientThatOffersOnlyCredentialsIsRefused() {
    assertEquals(
        List.of(
            "a client was refused: it offered only user/password; this local has no users:"
                + " auth.users-file, or auth.ignore-credentials"),
        logged("050102", Authenticator.NONE, 20));
    assertEquals(List.of(), logged("050102", Authenticator.NONE, 1));
  }

  @Test
  void clients11NothingIsSaidWhereTheReasonIsAnother() {
    assertEquals(List.of(), logged("050101", Authenticator.NONE, 1));
    assertEquals(List.of(), logged("050102", Authenticator.NOBODY, 1));
  }
}
