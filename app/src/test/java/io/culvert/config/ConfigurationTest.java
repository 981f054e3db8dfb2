package io.culvert.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.address.Cidr;
import io.culvert.address.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
  private static final Map<String, String> NO_ENVIRONMENT = Map.of();

  private static final Path DIRECTORY = Path.of("/etc/culvert");

  private static Optional<TomlSource> file(String toml) {
    return Optional.of(new TomlSource(DIRECTORY.resolve("server.toml"), toml, 0644));
  }

  private static Configuration server(Written... flags) throws ConfigurationException {
    return Configuration.read(Role.SERVER, ConfigurationSources.of(flags));
  }

  @Test
  void beginsWithTheDefaults() throws Exception {
    Configuration configuration = server();
    assertEquals(new HostPort("0.0.0.0", 8443), configuration.get(ServerKeys.SERVER_LISTEN));
    assertEquals(List.of(25), configuration.get(ServerKeys.TARGETS_DENY_PORTS));
    assertEquals(Optional.empty(), configuration.find(ServerKeys.FALLBACK));
    assertEquals(Origin.DEFAULT, configuration.origin(ServerKeys.SERVER_LISTEN));
  }

  @Test
  void aFlagIsStrongerThanTheEnvironmentAndThatThanTheFile() throws Exception {
    var file =
        file(
            "[limits]\nconnect-timeout = \"1s\"\nidle-timeout = \"1m\"\nhandshake-timeout = \"1s\"\n");
    var environment =
        Map.of("CULVERT_LIMITS_IDLE_TIMEOUT", "2m", "CULVERT_LIMITS_HANDSHAKE_TIMEOUT", "2s");
    var flags = List.of(Written.flag(SharedKeys.LIMITS_HANDSHAKE_TIMEOUT, "3s"));
    Configuration configuration =
        Configuration.read(Role.SERVER, new ConfigurationSources(file, environment, flags));
    assertEquals(Duration.ofSeconds(1), configuration.get(SharedKeys.LIMITS_CONNECT_TIMEOUT));
    assertEquals(Duration.ofMinutes(2), configuration.get(SharedKeys.LIMITS_IDLE_TIMEOUT));
    assertEquals(Duration.ofSeconds(3), configuration.get(SharedKeys.LIMITS_HANDSHAKE_TIMEOUT));
    assertEquals(
        new Origin.File(file.get().file(), 2),
        configuration.origin(SharedKeys.LIMITS_CONNECT_TIMEOUT));
    assertEquals(
        "CULVERT_LIMITS_IDLE_TIMEOUT",
        configuration.origin(SharedKeys.LIMITS_IDLE_TIMEOUT).toString());
    assertEquals(
        "--limits.handshake-timeout",
        configuration.origin(SharedKeys.LIMITS_HANDSHAKE_TIMEOUT).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"10.0.0.0/8\", \"fd00::/8\"]",
        "['10.0.0.0/8', 'fd00::/8']",
        "[10.0.0.0/8, fd00::/8]",
        "10.0.0.0/8,fd00::/8",
        "10.0.0.0/8, fd00::/8"
      })
  void aListMayBeTomlOrBare(String text) throws Exception {
    assertEquals(
        List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")),
        server(Written.flag(ServerKeys.TARGETS_ALLOW, text)).get(ServerKeys.TARGETS_ALLOW));
  }

  @Test
  void aSingleValueIsAListOfOne() throws Exception {
    assertEquals(
        List.of(Cidr.parse("127.0.0.0/8")),
        server(Written.flag(ServerKeys.TARGETS_ALLOW, "127.0.0.0/8"))
            .get(ServerKeys.TARGETS_ALLOW));
    assertEquals(
        List.of(443),
        server(Written.flag(ServerKeys.TARGETS_DENY_PORTS, "443"))
            .get(ServerKeys.TARGETS_DENY_PORTS));
    var file = file("targets.allow = \"127.0.0.0/8\"");
    assertEquals(
        List.of(Cidr.parse("127.0.0.0/8")),
        Configuration.read(Role.SERVER, new ConfigurationSources(file, NO_ENVIRONMENT, List.of()))
            .get(ServerKeys.TARGETS_ALLOW));
  }

  @Test
  void anEmptyListReplacesTheDefault() throws Exception {
    assertEquals(
        List.of(),
        server(Written.flag(ServerKeys.TARGETS_DENY_PORTS, "")).get(ServerKeys.TARGETS_DENY_PORTS));
    assertEquals(
        List.of(),
        server(Written.flag(ServerKeys.TARGETS_DENY_PORTS, "[]"))
            .get(ServerKeys.TARGETS_DENY_PORTS));
  }

  @Test
  void aListsFlagMayBeGivenInParts() throws Exception {
    Configuration configuration =
        server(
            Written.flag(ServerKeys.TARGETS_DENY_PORTS, "25"),
            Written.flag(ServerKeys.TARGETS_DENY_PORTS, "[465, 587]"));
    assertEquals(List.of(25, 465, 587), configuration.get(ServerKeys.TARGETS_DENY_PORTS));
  }

  @Test
  void anyOtherFlagIsGivenOnce() {
    var twice = Written.flag(SharedKeys.LIMITS_CONNECTIONS, "1");
    var e = assertThrows(ConfigurationException.class, () -> server(twice, twice));
    assertEquals("--limits.connections: is given 2 times", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"127.0.0.1:9000\"", "'127.0.0.1:9000'", "127.0.0.1:9000"})
  void aStringMayStandInQuotes(String text) throws Exception {
    assertEquals(
        new HostPort("127.0.0.1", 9000),
        server(Written.flag(ServerKeys.FALLBACK, text)).get(ServerKeys.FALLBACK));
  }

  @Test
  void aBarePortListensOnTheDefaultHost() throws Exception {
    assertEquals(
        new HostPort("0.0.0.0", 443),
        server(Written.flag(ServerKeys.SERVER_LISTEN, "443")).get(ServerKeys.SERVER_LISTEN));
    assertEquals(
        new HostPort("127.0.0.1", 9464),
        server(Written.flag(SharedKeys.METRICS_LISTEN, "9464")).get(SharedKeys.METRICS_LISTEN));
  }

  @ParameterizedTest
  @CsvSource({
    "9.9.9.9, 9.9.9.9:53",
    "9.9.9.9:5353, 9.9.9.9:5353",
    "2620:fe::fe, [2620:fe::fe]:53",
    "[2620:fe::fe]:5353, [2620:fe::fe]:5353"
  })
  void aDnsServersPortIs53UnlessWritten(String text, String server) throws Exception {
    assertEquals(
        List.of(HostPort.parse(server)),
        server(Written.flag(ServerKeys.DNS_SERVERS, text)).get(ServerKeys.DNS_SERVERS));
  }

  @Test
  void aFileNameInAFileIsRelativeToTheFile() throws Exception {
    var file = file("key-file = \"keys/server.key\"\nusers-file = \"/etc/users\"");
    Configuration configuration =
        Configuration.read(Role.SERVER, new ConfigurationSources(file, NO_ENVIRONMENT, List.of()));
    assertEquals(DIRECTORY.resolve("keys/server.key"), configuration.get(ServerKeys.KEY_FILE));
    assertEquals(Path.of("/etc/users"), configuration.get(ServerKeys.USERS_FILE));
  }

  @Test
  void aFileNameInAFlagIsRelativeToTheWorkingDirectory() throws Exception {
    assertEquals(
        Path.of("keys/server.key"),
        server(Written.flag(ServerKeys.KEY_FILE, "keys/server.key")).get(ServerKeys.KEY_FILE));
  }

  @Test
  void ignoresForeignVariables() throws Exception {
    var environment =
        Map.of(
            "PATH", "/bin",
            "CULVERT", "x",
            "CULVERT_LINK", "a key of the other role",
            "CULVERT_JAVA_OPTIONS", "-Xmx64m",
            "CULVERT_SERVICE_HOST", "10.0.0.1",
            "CULVERT_PORT_8443_TCP_ADDR", "10.0.0.1");
    Configuration.read(
        Role.SERVER, new ConfigurationSources(Optional.empty(), environment, List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CULVERT_LIMITS_CONECTIONS | 5 | CULVERT_LIMITS_CONECTIONS: unknown key in the environment | did you mean CULVERT_LIMITS_CONNECTIONS?",
        "CULVERT_FROBNICATE | 5 | CULVERT_FROBNICATE: unknown key in the environment | `culvert server --help` lists all keys; unset the variable",
        "CULVERT_LIMITS_CONNECTIONS | many | CULVERT_LIMITS_CONNECTIONS: \"many\" is not a whole number | allowed is a whole number from 1 to 1000000",
      })
  void saysWhatIsWrongInTheEnvironment(String name, String value, String error, String hint) {
    var sources = new ConfigurationSources(Optional.empty(), Map.of(name, value), List.of());
    var e =
        assertThrows(ConfigurationException.class, () -> Configuration.read(Role.SERVER, sources));
    assertEquals(error, e.getMessage());
    assertEquals(hint, e.hint());
  }
}
