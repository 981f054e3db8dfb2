package io.culvert.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.HostPort;
import io.culvert.auth.PasswordFile;
import io.culvert.auth.SecretFile;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.socks.Authenticator;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSettingsTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path directory;

  private static Link link(String name) {
    return new Link(
        new HostPort("example.org", 8443),
        ServerKeyPair.generate(RANDOM).publicKey(),
        UserId.generate(RANDOM),
        PresharedKey.generate(RANDOM),
        name);
  }

  private Path secret(String name, String content) throws Exception {
    SecretFile.create(directory.resolve(name), content);
    return directory.resolve(name);
  }

  private static LocalSettings settings(Written... flags) throws ConfigurationException {
    return LocalSettings.of(Configuration.read(Role.LOCAL, ConfigurationSources.of(flags)));
  }

  private static Authenticator authenticator(LocalSettings settings) {
    return settings.negotiation().authenticators().apply(InetAddress.getLoopbackAddress());
  }

  private static Written linkFlag(String name) {
    return Written.flag(Keys.LINK, link(name).text());
  }

  @Test
  void aLinkIsAllThatALocalNeeds() throws Exception {
    Link link = link("ali");
    LocalSettings settings = settings(Written.flag(Keys.LINK, link.text()));
    assertEquals(link, settings.link());
    assertEquals(new HostPort("127.0.0.1", 1080), settings.listen());
    assertFalse(authenticator(settings).required());
    assertEquals(Duration.ofSeconds(8), settings.limits().handshakeTimeout());
    assertEquals(new TunnelSettings("", 2, 64), settings.tunnel());
    assertEquals(Optional.empty(), settings.metrics().listen());
    assertEquals(new LogSettings(LogLevel.INFO, false), settings.log());
  }

  @Test
  void withoutALinkItSaysWhereOneComesFrom() {
    var e = assertThrows(ConfigurationException.class, LocalSettingsTest::settings);
    assertEquals("`culvert local` needs a link", e.getMessage());
    assertEquals(
        "culvert local LINK, or --link-file FILE: the link is the line that `culvert init` printed on the server",
        e.hint());
  }

  @Test
  void aLinkMayComeFromAFile() throws Exception {
    Link link = link("ali");
    Path file = secret("link", "# mine\n\n" + link.text() + "\n");
    assertEquals(link, settings(Written.flag(Keys.LINK_FILE, file.toString())).link());
  }

  @Test
  void aLinkFileHoldsOneLink() throws Exception {
    Path empty = secret("empty", "# none\n");
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> settings(Written.flag(Keys.LINK_FILE, empty.toString())));
    assertEquals(empty + ": has 0 lines where one link is needed", e.getMessage());
    Path wrong = secret("wrong", "culvert://x@h:1#u");
    e =
        assertThrows(
            ConfigurationException.class,
            () -> settings(Written.flag(Keys.LINK_FILE, wrong.toString())));
    assertEquals(wrong + ": the link's keys have 1 characters, not 96", e.getMessage());
  }

  @Test
  void aLinkFileThatOthersCanReadIsRefused() throws Exception {
    Path file = secret("link", link("ali").text());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> settings(Written.flag(Keys.LINK_FILE, file.toString())));
    assertEquals("chmod 600 " + file, e.hint());
  }

  @Test
  void aConfigurationFileWithALinkThatOthersCanReadIsRefused() throws Exception {
    Path file =
        Files.writeString(directory.resolve("local.toml"), "link = \"" + link("ali").text() + "\"");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    var sources = new ConfigurationSources(Optional.of(file), Map.of(), List.of());
    var e =
        assertThrows(ConfigurationException.class, () -> Configuration.read(Role.LOCAL, sources));
    assertEquals(file + ": holds secrets, but its mode 0644 gives it to others", e.getMessage());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertEquals("ali", LocalSettings.of(Configuration.read(Role.LOCAL, sources)).link().name());
  }

  @Test
  void theStrongerPlaceDecidesBetweenLinkAndLinkFile() throws Exception {
    Path linkFile = secret("link", link("file").text());
    var environment = Map.of("CULVERT_LINK", link("variable").text());
    var fileInFlag = List.of(Written.flag(Keys.LINK_FILE, linkFile.toString()));
    var both = new ConfigurationSources(Optional.empty(), environment, fileInFlag);
    assertEquals("file", LocalSettings.of(Configuration.read(Role.LOCAL, both)).link().name());
    var fileInEnvironment = Map.of("CULVERT_LINK_FILE", linkFile.toString());
    var linkInFlag =
        new ConfigurationSources(Optional.empty(), fileInEnvironment, List.of(linkFlag("flag")));
    assertEquals(
        "flag", LocalSettings.of(Configuration.read(Role.LOCAL, linkInFlag)).link().name());
  }

  @Test
  void linkAndLinkFileAtTheSamePlaceAreOneTooMany() throws Exception {
    Path file = secret("link", link("file").text());
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> settings(linkFlag("flag"), Written.flag(Keys.LINK_FILE, file.toString())));
    assertEquals("--link-file: a link is given too", e.getMessage());
  }

  @Test
  void refusesToBeAnOpenProxy() {
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> settings(linkFlag("ali"), Written.flag(Keys.LOCAL_LISTEN, "0.0.0.0:1080")));
    assertEquals(
        "--listen: 0.0.0.0:1080 is not a loopback address, and without auth.users-file or auth.gssapi-keytab anybody there could use the proxy",
        e.getMessage());
    assertEquals(
        "listen on 127.0.0.1:1080, or name users and passwords: culvert password NAME >> FILE, --auth.users-file FILE",
        e.hint());
  }

  @Test
  void listensAnywhereIfItAsksForPasswords() throws Exception {
    Path users = secret("users", PasswordFile.line("bea", new byte[] {1}, RANDOM));
    LocalSettings settings =
        settings(
            linkFlag("ali"),
            Written.flag(Keys.LOCAL_LISTEN, "0.0.0.0:1080"),
            Written.flag(Keys.AUTH_USERS_FILE, users.toString()));
    assertTrue(authenticator(settings).required());
  }

  @Test
  void keepsNoMoreConnectionsReadyThanTheMost() {
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> settings(linkFlag("ali"), Written.flag(Keys.TUNNEL_READY, "65")));
    assertEquals("--tunnel.ready: 65 is more than tunnel.ready-max = 64", e.getMessage());
  }

  @Test
  void aPrefixIsOneBytePerCharacter() throws Exception {
    LocalSettings settings =
        settings(linkFlag("ali"), Written.flag(Keys.TUNNEL_PREFIX, "\"\\u0016\\u0003\\u00ff\""));
    assertArrayEquals(new byte[] {0x16, 3, (byte) 0xff}, settings.tunnel().prefixBytes());
    assertEquals(
        12,
        settings(linkFlag("ali"), Written.flag(Keys.TUNNEL_PREFIX, "GET / HTTP/1"))
            .tunnel()
            .prefixBytes()
            .length);
  }

  @Test
  void aPrefixHasAtMost12CharactersOfOneByte() {
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> settings(Written.flag(Keys.TUNNEL_PREFIX, "GET / HTTP/1.")));
    assertEquals("--tunnel.prefix: \"GET / HTTP/1.\" has 13 characters", e.getMessage());
    e =
        assertThrows(
            ConfigurationException.class,
            () -> settings(Written.flag(Keys.TUNNEL_PREFIX, "\u20ac")));
    assertEquals("--tunnel.prefix: \"\u20ac\" has a character above U+00FF", e.getMessage());
  }

  @Test
  void aWrongLinkIsNotRepeated() {
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> settings(Written.flag(Keys.LINK, "culvert://c2VjcmV0@h:1#u")));
    assertEquals("--link: the link's keys have 8 characters, not 96", e.getMessage());
    assertEquals(
        "allowed is the line that `culvert init` printed: culvert://KEYS@HOST:PORT#NAME", e.hint());
  }
}
