package io.culvert.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Cidr;
import io.culvert.address.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerSettingsTest {
  private static final Path FILE = Path.of("/etc/culvert/server.toml");

  private static Configuration configuration(String toml) throws ConfigurationException {
    var sources =
        new ConfigurationSources(
            Optional.of(new TomlSource(FILE, toml, 0644)), Map.of(), List.of());
    return Configuration.read(Role.SERVER, sources);
  }

  private static ServerSettings settings(String toml) throws ConfigurationException {
    return ServerSettings.of(configuration(toml));
  }

  @Test
  void beginsWithTheDefaults() throws Exception {
    ServerSettings settings = settings("");
    assertEquals(new HostPort("0.0.0.0", 8443), settings.listen());
    assertEquals(
        new UnauthenticatedSettings(Optional.empty(), 4096, 262_144), settings.unauthenticated());
    assertEquals(new TargetSettings(List.of(), List.of(), Set.of(25)), settings.targets());
    assertEquals(new DnsSettings(List.of(), Duration.ofSeconds(5), 1_280), settings.dns());
    assertEquals(16_384, settings.limits().connections());
  }

  @Test
  void namesTheFilesWithTheSecretsAndWhereTheyWereNamed() throws Exception {
    Path directory = FILE.getParent();
    assertEquals(
        new ServerFiles(
            new NamedFile(directory.resolve("k"), "key-file", new Origin.File(FILE, 1)),
            new NamedFile(Path.of("/users"), "users-file", new Origin.File(FILE, 2))),
        ServerFiles.of(configuration("key-file = 'k'\nusers-file = '/users'")));
  }

  @Test
  void mapsEveryKeyToItsSetting() throws Exception {
    ServerSettings settings =
        settings(
            """
            listen = "127.0.0.1:1"
            fallback = "web.example:80"
            targets = { allow = ["10.0.0.0/8"], deny = ["10.1.0.0/16"], deny-ports = [1, 2] }
            dns = { servers = ["9.9.9.9"], timeout = "2s" }
            metrics.listen = "127.0.0.1:9"
            metrics.hosts = "metrics.example"
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
            filtering = "address-dependent"
            [bind]
            enabled = true
            [log]
            level = "debug"
            targets = true
            """);
    assertEquals(new HostPort("127.0.0.1", 1), settings.listen());
    assertEquals(
        new UnauthenticatedSettings(Optional.of(new HostPort("web.example", 80)), 80, 2048),
        settings.unauthenticated());
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
    assertEquals(
        new CommandSettings(
            false, UdpFilteringChoice.ADDRESS_DEPENDENT, true, Duration.ofSeconds(10)),
        settings.commands());
    assertEquals(new LogSettings(LogLevel.DEBUG, true), settings.log());
    assertEquals(
        new MetricsSettings(
            Optional.of(new HostPort("127.0.0.1", 9)), List.of("metrics.example"), false),
        settings.metrics());
  }

  @Test
  void aFilteringThatDoesNotExistIsRefused() {
    var e =
        assertThrows(
            ConfigurationException.class, () -> configuration("udp.filtering = 'symmetric'"));
    assertTrue(e.getMessage().endsWith("\"symmetric\" is not a filtering"), e.getMessage());
  }

  @Test
  void saysThatTheKeyFileIsNotNamed() throws Exception {
    Configuration configuration = configuration("users-file = 'users.keys'");
    var e = assertThrows(ConfigurationException.class, () -> ServerFiles.of(configuration));
    assertEquals("`culvert server` needs key-file", e.getMessage());
    assertEquals(
        "give --config DIR/server.toml as `culvert init` made it, or --key-file FILE", e.hint());
  }
}
