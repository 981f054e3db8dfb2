package io.culvert.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.address.Cidr;
import io.culvert.address.HostPort;
import io.culvert.auth.ServerKeyFile;
import io.culvert.auth.User;
import io.culvert.auth.UsersFile;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerSettingsTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ServerKeyPair keyPair = ServerKeyPair.generate(RANDOM);

  @TempDir Path directory;

  @BeforeEach
  void makeKeys() throws Exception {
    ServerKeyFile.create(directory.resolve("server.key"), keyPair);
    UsersFile.create(
        directory.resolve("users.keys"),
        new User("ali", UserId.generate(RANDOM), PresharedKey.generate(RANDOM)));
  }

  private ServerSettings settings(String toml) throws Exception {
    Path file = Files.writeString(directory.resolve("server.toml"), toml);
    return ServerSettings.of(
        Configuration.read(
            Role.SERVER, new ConfigurationSources(Optional.of(file), Map.of(), List.of())));
  }

  @Test
  void readsTheFilesThatTheConfigurationNames() throws Exception {
    ServerSettings settings = settings("key-file = 'server.key'\nusers-file = 'users.keys'");
    assertEquals(keyPair, settings.keyPair());
    assertEquals(1, settings.users().size());
    assertEquals(new HostPort("0.0.0.0", 8443), settings.listen());
    assertEquals(new StrangerSettings(Optional.empty(), 4096, 262_144), settings.strangers());
    assertEquals(new TargetSettings(List.of(), List.of(), Set.of(25)), settings.targets());
    assertEquals(new DnsSettings(List.of(), Duration.ofSeconds(5), 128), settings.dns());
    assertEquals(16_384, settings.limits().connections());
  }

  @Test
  void takesEveryKeyToItsPlace() throws Exception {
    ServerSettings settings =
        settings(
            """
            listen = "127.0.0.1:1"
            key-file = "server.key"
            users-file = "users.keys"
            fallback = "web.example:80"
            targets = { allow = ["10.0.0.0/8"], deny = ["10.1.0.0/16"], deny-ports = [1, 2] }
            dns = { servers = ["9.9.9.9"], timeout = "2s" }
            metrics.listen = "127.0.0.1:9"
            [limits]
            connections = 3
            handshake-timeout = "4s"
            connect-timeout = "5s"
            idle-timeout = "6s"
            udp-associations = 8
            udp-idle-timeout = "9s"
            bind-timeout = "10s"
            drain-timeout = "7s"
            bad-handshakes = 80
            replay-entries = 2048
            dns-lookups = 10
            [udp]
            enabled = false
            [bind]
            enabled = true
            [log]
            level = "debug"
            targets = true
            """);
    assertEquals(new HostPort("127.0.0.1", 1), settings.listen());
    assertEquals(
        new StrangerSettings(Optional.of(new HostPort("web.example", 80)), 80, 2048),
        settings.strangers());
    assertEquals(
        new TargetSettings(
            List.of(Cidr.parse("10.0.0.0/8")), List.of(Cidr.parse("10.1.0.0/16")), Set.of(1, 2)),
        settings.targets());
    assertEquals(
        new DnsSettings(List.of(new HostPort("9.9.9.9", 53)), Duration.ofSeconds(2), 10),
        settings.dns());
    assertEquals(
        new LimitSettings(
            3,
            Duration.ofSeconds(4),
            Duration.ofSeconds(5),
            Duration.ofSeconds(6),
            new LimitSettings.Udp(8, Duration.ofSeconds(9)),
            Duration.ofSeconds(7)),
        settings.limits());
    assertEquals(new CommandSettings(false, true, Duration.ofSeconds(10)), settings.commands());
    assertEquals(new LogSettings(LogLevel.DEBUG, true), settings.log());
    assertEquals(
        new MetricsSettings(Optional.of(new HostPort("127.0.0.1", 9)), false), settings.metrics());
  }

  @Test
  void saysThatTheKeyFileIsNotNamed() {
    var e = assertThrows(ConfigurationException.class, () -> settings("users-file = 'users.keys'"));
    assertEquals("`culvert server` needs key-file", e.getMessage());
    assertEquals(
        "give --config DIR/server.toml as `culvert init` made it, or --key-file FILE", e.hint());
  }

  @Test
  void saysWhereAMissingFileIsNamed() {
    var e = assertThrows(ConfigurationException.class, () -> settings("\nkey-file = 'other.key'"));
    assertEquals(
        directory.resolve("server.toml")
            + ":2: key-file: no such file: "
            + directory.resolve("other.key"),
        e.getMessage());
  }

  @Test
  void refusesAKeyThatOthersCanRead() throws Exception {
    Path key = directory.resolve("server.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> settings("key-file = 'server.key'\nusers-file = 'users.keys'"));
    assertEquals(key + ": holds secrets, but its mode 0644 gives it to others", e.getMessage());
    assertEquals("chmod 600 " + key, e.hint());
  }
}
