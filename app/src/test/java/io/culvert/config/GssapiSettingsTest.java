package io.culvert.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.auth.GssapiProtection;
import io.culvert.auth.Principal;
import io.culvert.socks.Authenticator;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GssapiSettingsTest {
  /** The version of the format and something behind it. */
  private static final byte[] KEYTAB = {5, 2, 0, 0, 0, 0};

  @TempDir Path directory;

  private Path file(byte[] content, String mode) throws Exception {
    Path file = Files.write(directory.resolve("keytab"), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private NegotiationSettings settings(Path keytab, Written... more) throws Exception {
    List<Written> flags = new ArrayList<>(Arrays.asList(more));
    flags.add(Written.flag(Keys.AUTH_GSSAPI_KEYTAB, keytab.toString()));
    var sources = ConfigurationSources.of(flags.toArray(Written[]::new));
    return NegotiationSettings.of(Configuration.read(Role.LOCAL, sources));
  }

  private static boolean permits(List<String> users, String client) {
    var settings =
        new GssapiSettings(
            Path.of("keytab"),
            Optional.empty(),
            GssapiProtection.PROPOSED,
            users.stream().map(Principal::parse).toList());
    return settings.permits(Principal.parse(client), "EXAMPLE");
  }

  @Test
  void withAKeytabEveryClientMustAuthenticate() throws Exception {
    NegotiationSettings settings = settings(file(KEYTAB, "rw-------"));
    assertSame(
        Authenticator.NOBODY, settings.authenticators().apply(InetAddress.getLoopbackAddress()));
    assertEquals(GssapiProtection.PROPOSED, settings.gssapi().orElseThrow().protection());
  }

  @Test
  void withAKeytabItListensAnywhere() throws Exception {
    settings(file(KEYTAB, "rw-------"), Written.flag(Keys.LOCAL_LISTEN, "0.0.0.0:1080"));
  }

  @Test
  void aKeytabThatOthersCanReadIsRefused() throws Exception {
    Path file = file(KEYTAB, "rw-r-----");
    var e = assertThrows(ConfigurationException.class, () -> settings(file));
    assertEquals("chmod 600 " + file, e.hint());
  }

  @Test
  void whatIsNoKeytabIsRefused() throws Exception {
    for (byte[] wrong : new byte[][] {{}, {5, 2}, {5, 3, 0}, {4, 2, 0}, "secret".getBytes()}) {
      Path file = file(wrong, "rw-------");
      var e = assertThrows(ConfigurationException.class, () -> settings(file));
      assertEquals(file + ": is not a keytab, or an empty one", e.getMessage());
    }
  }

  @Test
  void aMissingKeytabIsRefused() {
    Path file = directory.resolve("none");
    var e = assertThrows(ConfigurationException.class, () -> settings(file));
    assertEquals("--auth.gssapi-keytab: no such file: " + file, e.getMessage());
  }

  @Test
  void aKeytabWithoutTheNamedServiceIsRefused() throws Exception {
    Path file = file(KEYTAB, "rw-------");
    Written service = Written.flag(Keys.AUTH_GSSAPI_PRINCIPAL, "rcmd/localhost@EXAMPLE");
    var e = assertThrows(ConfigurationException.class, () -> settings(file, service));
    assertEquals(file + ": has no usable key of rcmd/localhost@EXAMPLE", e.getMessage());
  }

  @Test
  void otherKeysWithoutAKeytabAreAMistake() {
    for (Written alone :
        List.of(
            Written.flag(Keys.AUTH_GSSAPI_USERS, "ali@EXAMPLE"),
            Written.flag(Keys.AUTH_GSSAPI_PRINCIPAL, "rcmd/localhost@EXAMPLE"),
            Written.flag(Keys.AUTH_GSSAPI_PROTECTION, "integrity"))) {
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
    assertEquals(new Principal("ali\\@EXAMPLE", "OTHER"), Principal.parse("ali\\@EXAMPLE@OTHER"));
    assertFalse(permits(List.of(), "ali\\@EXAMPLE@OTHER"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ali", "@EXAMPLE", "ali@", "a@b@c", "ali\\@EXAMPLE", "ali@A/B"})
  void whatIsNotNameAndRealmIsNoPrincipal(String text) {
    assertThrows(IllegalArgumentException.class, () -> Principal.parse(text));
  }

  @Test
  void aProtectionIsOneOfFourWords() {
    var e =
        assertThrows(
            ConfigurationException.class,
            () ->
                Configuration.read(
                    Role.LOCAL,
                    ConfigurationSources.of(Written.flag(Keys.AUTH_GSSAPI_PROTECTION, "secrecy"))));
    assertEquals("allowed is one of proposed, none, integrity, confidentiality", e.hint());
  }
}
