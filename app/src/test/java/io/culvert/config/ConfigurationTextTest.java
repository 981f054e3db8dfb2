package io.culvert.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.HostPort;
import io.culvert.assembly.TomlFile;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.identity.Link;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTextTest {
  @TempDir Path directory;

  @Test
  void isTheWholeConfigurationWithWhereEachValueWasWritten() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("s.toml"),
            "key-file = 'k'\nfallback = 'web:80'\n[targets]\nallow = '127.0.0.0/8'");
    var sources =
        new ConfigurationSources(
            Optional.of(TomlFile.read(file)),
            Map.of("CULVERT_LIMITS_IDLE_TIMEOUT", "90s"),
            List.of(Written.flag(SharedKeys.LOG_LEVEL, "debug")));
    String expected =
        """
        listen = "0.0.0.0:8443"
        key-file = "DIR/k"  # DIR/s.toml:1
        # users-file is not set
        fallback = "web:80"  # DIR/s.toml:2

        [targets]
        allow = ["127.0.0.0/8"]  # DIR/s.toml:4
        deny = []
        deny-ports = [25]

        [dns]
        servers = []
        timeout = "5s"

        [udp]
        enabled = true
        filtering = "endpoint-independent"

        [bind]
        enabled = false

        [limits]
        connections = 16384
        handshake-timeout = "8s"
        connect-timeout = "10s"
        idle-timeout = "90s"  # CULVERT_LIMITS_IDLE_TIMEOUT
        bind-timeout = "2m"
        udp-associations = 1024
        udp-idle-timeout = "5m"
        drain-timeout = "10s"
        bad-handshakes = 4096
        replay-entries = 262144
        dns-lookups = 1280

        [metrics]
        # listen is not set
        hosts = []
        users = false

        [log]
        level = "debug"  # --log.level
        targets = false

        [runtime]
        scheduler = "carriers"
        """;
    assertEquals(
        expected.replace("DIR", directory.toString()),
        Configuration.read(Role.SERVER, sources).toToml());
  }

  @Test
  void isValidInputWithTheSameMeaning() throws Exception {
    var flags =
        ConfigurationSources.of(
            Written.flag(LocalKeys.TUNNEL_PREFIX, "\"\\u0000\\\"\\\\\\r\\n\\t\\u007f\""),
            Written.flag(LocalKeys.LINK_FILE, "/a \"b\"\\c"),
            Written.flag(LocalKeys.LOCAL_LISTEN, "[::1]:1080"));
    Configuration first = Configuration.read(Role.LOCAL, flags);
    Path file = Files.writeString(directory.resolve("l.toml"), first.toToml());
    Configuration second =
        Configuration.read(
            Role.LOCAL,
            new ConfigurationSources(Optional.of(TomlFile.read(file)), Map.of(), List.of()));
    for (Key<?> key : Keys.of(Role.LOCAL)) {
      assertEquals(first.find(key), second.find(key), key.name());
    }
  }

  @Test
  void leavesSecretsOut() throws Exception {
    SecureRandom random = new SecureRandom();
    Link link =
        new Link(
            new HostPort("h", 1),
            ServerKeyPair.generate(random).publicKey(),
            UserId.generate(random),
            PresharedKey.generate(random),
            "ali");
    String toml =
        Configuration.read(
                Role.LOCAL, ConfigurationSources.of(Written.flag(LocalKeys.LINK, link.text())))
            .toToml();
    assertTrue(toml.contains("\n# link = \"culvert://redacted@h:1#ali\"  # --link\n"), toml);
    assertFalse(toml.contains(link.text().substring(10, 30)));
  }
}
