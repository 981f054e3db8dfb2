package io.culvert.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.identity.Principal;
import io.culvert.socks.GssapiProtection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GssapiSettingsTest {
  /** No test opens this file. */
  private static final Path KEYTAB = Path.of("/etc/culvert/keytab");

  private static NegotiationSettings settings(Written... more) throws Exception {
    List<Written> flags = new ArrayList<>(Arrays.asList(more));
    flags.add(Written.flag(LocalKeys.AUTH_GSSAPI_KEYTAB, KEYTAB.toString()));
    var sources = ConfigurationSources.of(flags.toArray(Written[]::new));
    return NegotiationSettings.of(Configuration.read(Role.LOCAL, sources));
  }

  @Test
  void withAKeytabItListensAnywhere() throws Exception {
    NegotiationSettings settings = settings(Written.flag(LocalKeys.LOCAL_LISTEN, "0.0.0.0:1080"));
    assertEquals(Optional.empty(), settings.usersFile());
    assertEquals(
        new GssapiSettings(
            new NamedFile(
                KEYTAB, "auth.gssapi-keytab", new Origin.Argument("--auth.gssapi-keytab")),
            Optional.empty(),
            GssapiProtection.PROPOSED,
            List.of()),
        settings.gssapi().orElseThrow());
  }

  @Test
  void mapsEveryKeyToItsSetting() throws Exception {
    GssapiSettings settings =
        settings(
                Written.flag(LocalKeys.AUTH_GSSAPI_PRINCIPAL, "rcmd/localhost@EXAMPLE"),
                Written.flag(LocalKeys.AUTH_GSSAPI_PROTECTION, "integrity"),
                Written.flag(LocalKeys.AUTH_GSSAPI_USERS, "ali@EXAMPLE,*@OTHER"))
            .gssapi()
            .orElseThrow();
    assertEquals(Optional.of(new Principal("rcmd/localhost", "EXAMPLE")), settings.principal());
    assertEquals(GssapiProtection.INTEGRITY, settings.protection());
    assertEquals(
        List.of(new Principal("ali", "EXAMPLE"), new Principal("*", "OTHER")), settings.users());
  }

  @Test
  void otherKeysWithoutAKeytabAreAMistake() {
    for (Written alone :
        List.of(
            Written.flag(LocalKeys.AUTH_GSSAPI_USERS, "ali@EXAMPLE"),
            Written.flag(LocalKeys.AUTH_GSSAPI_PRINCIPAL, "rcmd/localhost@EXAMPLE"),
            Written.flag(LocalKeys.AUTH_GSSAPI_PROTECTION, "integrity"))) {
      var e =
          assertThrows(
              ConfigurationException.class,
              () ->
                  NegotiationSettings.of(
                      Configuration.read(Role.LOCAL, ConfigurationSources.of(alone))));
      assertEquals(
          alone.key().flag() + ": means nothing without auth.gssapi-keytab", e.getMessage());
    }
  }

  @Test
  void aProtectionIsOneOfFourWords() {
    var e =
        assertThrows(
            ConfigurationException.class,
            () ->
                Configuration.read(
                    Role.LOCAL,
                    ConfigurationSources.of(
                        Written.flag(LocalKeys.AUTH_GSSAPI_PROTECTION, "secrecy"))));
    assertEquals("allowed is one of proposed, none, integrity, confidentiality", e.hint());
  }
}
