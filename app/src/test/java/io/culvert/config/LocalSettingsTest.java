package io.culvert.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.HostPort;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.identity.Link;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalSettingsTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Path FILE = Path.of("/etc/culvert/local.toml");

  private static final Link LINK =
      new Link(
          new HostPort("example.org", 8443),
          ServerKeyPair.generate(RANDOM).publicKey(),
          UserId.generate(RANDOM),
          PresharedKey.generate(RANDOM),
          "ali");

  private static LocalSettings settings(Written... flags) throws ConfigurationException {
    return LocalSettings.of(Configuration.read(Role.LOCAL, ConfigurationSources.of(flags)));
  }

  private static LinkSource link(ConfigurationSources sources) throws ConfigurationException {
    return LinkSource.of(Configuration.read(Role.LOCAL, sources));
  }

  private static LinkSource inFile(Path file, Origin origin) {
    return new LinkSource.InFile(new NamedFile(file, "link-file", origin));
  }

  @Test
  void beginsWithTheDefaults() throws Exception {
    LocalSettings settings = settings();
    assertEquals(new HostPort("127.0.0.1", 1080), settings.listen());
    assertEquals(
        new NegotiationSettings(Duration.ofSeconds(10), Optional.empty(), false, Optional.empty()),
        settings.negotiation());
    assertEquals(Duration.ofSeconds(8), settings.limits().handshakeTimeout());
    assertEquals(new TunnelSettings("", 2, 64), settings.tunnel());
    assertEquals(Optional.empty(), settings.metrics().listen());
    assertEquals(new LogSettings(LogLevel.INFO, false), settings.log());
  }

  @Test
  void withoutALinkItSaysWhereOneComesFrom() {
    var e = assertThrows(ConfigurationException.class, () -> link(ConfigurationSources.of()));
    assertEquals("`culvert local` needs a link", e.getMessage());
    assertEquals(
        "culvert local LINK, or --link-file FILE: the link is the line that `culvert init` printed on the server",
        e.hint());
  }

  @Test
  void aLinkMayBeGivenOrStandInAFile() throws Exception {
    assertEquals(
        new LinkSource.Given(LINK),
        link(ConfigurationSources.of(Written.flag(LocalKeys.LINK, LINK.text()))));
    assertEquals(
        inFile(Path.of("l"), new Origin.Argument("--link-file")),
        link(ConfigurationSources.of(Written.flag(LocalKeys.LINK_FILE, "l"))));
  }

  @Test
  void aConfigurationFileWithALinkThatOthersCanReadIsRefused() throws Exception {
    String toml = "link = \"" + LINK.text() + "\"";
    var e = assertThrows(ConfigurationException.class, () -> link(toml(toml, 0644)));
    assertEquals(FILE + ": holds secrets, but its mode 0644 gives it to others", e.getMessage());
    assertEquals("chmod 600 " + FILE, e.hint());
    assertEquals(new LinkSource.Given(LINK), link(toml(toml, 0600)));
    assertEquals(new LinkSource.Given(LINK), link(toml(toml, 0)));
  }

  private static ConfigurationSources toml(String content, int mode) {
    return new ConfigurationSources(
        Optional.of(new TomlSource(FILE, content, mode)), Map.of(), List.of());
  }

  @Test
  void theStrongerOriginDecidesBetweenLinkAndLinkFile() throws Exception {
    var fileInFlag =
        new ConfigurationSources(
            Optional.empty(),
            Map.of("CULVERT_LINK", LINK.text()),
            List.of(Written.flag(LocalKeys.LINK_FILE, "l")));
    assertEquals(inFile(Path.of("l"), new Origin.Argument("--link-file")), link(fileInFlag));
    var linkInFlag =
        new ConfigurationSources(
            Optional.empty(),
            Map.of("CULVERT_LINK_FILE", "l"),
            List.of(Written.flag(LocalKeys.LINK, LINK.text())));
    assertEquals(new LinkSource.Given(LINK), link(linkInFlag));
  }

  @Test
  void linkAndLinkFileAtTheSamePlaceAreOneTooMany() {
    var both =
        ConfigurationSources.of(
            Written.flag(LocalKeys.LINK, LINK.text()), Written.flag(LocalKeys.LINK_FILE, "l"));
    var e = assertThrows(ConfigurationException.class, () -> link(both));
    assertEquals("--link-file: a link is given too", e.getMessage());
  }

  @Test
  void refusesToBeAnOpenProxy() {
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> settings(Written.flag(LocalKeys.LOCAL_LISTEN, "0.0.0.0:1080")));
    assertEquals(
        "--listen: 0.0.0.0:1080 is not a loopback address, and without auth.users-file or auth.gssapi-keytab anybody there could use the proxy",
        e.getMessage());
    assertEquals(
        "listen on 127.0.0.1:1080, or name users and passwords: culvert password NAME >> FILE, --auth.users-file FILE",
        e.hint());
  }

  @Test
  void clients11CredentialsAreIgnoredIfTheOperatorSaysSo() throws Exception {
    assertFalse(settings().negotiation().ignoreCredentials());
    var ignoring = settings(Written.flag(LocalKeys.AUTH_IGNORE_CREDENTIALS, "true"));
    assertTrue(ignoring.negotiation().ignoreCredentials());
  }

  @Test
  void clients11CredentialsCannotBeRequiredAndIgnored() {
    for (Key<?> requiring : List.of(LocalKeys.AUTH_USERS_FILE, LocalKeys.AUTH_GSSAPI_KEYTAB)) {
      var e =
          assertThrows(
              ConfigurationException.class,
              () ->
                  settings(
                      Written.flag(LocalKeys.AUTH_IGNORE_CREDENTIALS, "true"),
                      Written.flag(requiring, "file")));
      assertEquals(
          "--auth.ignore-credentials: credentials cannot be both required and ignored",
          e.getMessage());
    }
  }

  @Test
  void clients11IgnoringCredentialsIsNoAuthentication() {
    assertThrows(
        ConfigurationException.class,
        () ->
            settings(
                Written.flag(LocalKeys.LOCAL_LISTEN, "0.0.0.0:1080"),
                Written.flag(LocalKeys.AUTH_IGNORE_CREDENTIALS, "true")));
  }

  @Test
  void listensAnywhereIfItAsksForPasswords() throws Exception {
    LocalSettings settings =
        settings(
            Written.flag(LocalKeys.LOCAL_LISTEN, "0.0.0.0:1080"),
            Written.flag(LocalKeys.AUTH_USERS_FILE, "users"));
    assertEquals(
        Optional.of(
            new NamedFile(
                Path.of("users"), "auth.users-file", new Origin.Argument("--auth.users-file"))),
        settings.negotiation().usersFile());
  }

  @Test
  void keepsNoMoreConnectionsReadyThanTheMost() {
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> settings(Written.flag(LocalKeys.TUNNEL_READY, "65")));
    assertEquals("--tunnel.ready: 65 is more than tunnel.ready-max = 64", e.getMessage());
  }

  @Test
  void aPrefixIsOneBytePerCharacter() throws Exception {
    LocalSettings settings =
        settings(Written.flag(LocalKeys.TUNNEL_PREFIX, "\"\\u0016\\u0003\\u00ff\""));
    assertArrayEquals(new byte[] {0x16, 3, (byte) 0xff}, settings.tunnel().prefixBytes());
    assertEquals(
        12,
        settings(Written.flag(LocalKeys.TUNNEL_PREFIX, "GET / HTTP/1"))
            .tunnel()
            .prefixBytes()
            .length);
  }

  @Test
  void aPrefixHasAtMost12CharactersOfOneByte() {
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> settings(Written.flag(LocalKeys.TUNNEL_PREFIX, "GET / HTTP/1.")));
    assertEquals("--tunnel.prefix: \"GET / HTTP/1.\" has 13 characters", e.getMessage());
    e =
        assertThrows(
            ConfigurationException.class,
            () -> settings(Written.flag(LocalKeys.TUNNEL_PREFIX, "\u20ac")));
    assertEquals("--tunnel.prefix: \"\u20ac\" has a character above U+00FF", e.getMessage());
  }

  @Test
  void aWrongLinkIsNotRepeated() {
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> settings(Written.flag(LocalKeys.LINK, "culvert://c2VjcmV0@h:1#u")));
    assertEquals("--link: the link's keys have 8 characters, not 96", e.getMessage());
    assertEquals(
        "allowed is the line that `culvert init` printed: culvert://KEYS@HOST:PORT#NAME", e.hint());
  }
}
