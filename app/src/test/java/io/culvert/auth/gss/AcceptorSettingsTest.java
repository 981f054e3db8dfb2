package io.culvert.auth.gss;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.identity.Principal;
import io.culvert.socks.GssapiProtection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AcceptorSettingsTest {

  private static boolean permits(List<String> users, String client) {
    var settings =
        new AcceptorSettings(
            Path.of("keytab"),
            Optional.empty(),
            GssapiProtection.PROPOSED,
            users.stream().map(Principal::parse).toList());
    return settings.permits(Principal.parse(client), "EXAMPLE");
  }

  @Test
  void anEmptyListIsTheServicesRealm() {
    assertTrue(permits(List.of(), "ali@EXAMPLE"));
    assertTrue(permits(List.of(), "ali/admin@EXAMPLE"));
    assertFalse(permits(List.of(), "ali@OTHER"));
    assertFalse(permits(List.of(), "ali@example"));
    assertFalse(permits(List.of(), "WELLKNOWN/ANONYMOUS@EXAMPLE"));
  }

  @Test
  void aListNamesEverybodyWhoIsAllowed() {
    List<String> users = List.of("ali@EXAMPLE", "*@OTHER", "WELLKNOWN/ANONYMOUS@EXAMPLE");
    assertTrue(permits(users, "ali@EXAMPLE"));
    assertTrue(permits(users, "bea@OTHER"));
    assertTrue(permits(users, "WELLKNOWN/ANONYMOUS@EXAMPLE"));
    assertFalse(permits(users, "bea@EXAMPLE"));
    assertFalse(permits(users, "WELLKNOWN/ANONYMOUS@OTHER"));
    assertFalse(permits(users, "ali/admin@EXAMPLE"));
  }

  @Test
  void anAtSignWithinANameEndsNoName() {
    assertFalse(permits(List.of(), "ali\\@EXAMPLE@OTHER"));
  }
}
