package io.culvert.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationFileTest {
  private static final Path FILE = Path.of("/etc/culvert/a.toml");

  private static TomlSource source(String toml) {
    return new TomlSource(FILE, toml.replace("\\n", "\n"), 0600);
  }

  private static ConfigurationException mistake(Role role, String toml) {
    var sources = new ConfigurationSources(Optional.of(source(toml)), Map.of(), List.of());
    return assertThrows(ConfigurationException.class, () -> Configuration.read(role, sources));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // unknown keys
        "\\n[limits]\\nhandshake-timout = \"5s\" | :3: limits.handshake-timout: unknown key | did you mean limits.handshake-timeout? allowed is a duration from 100ms to 55s, such as \"250ms\", \"5s\", \"2m\" or \"1h\"",
        "limit.connections = 5 | :1: limit.connections: unknown key | did you mean limits.connections? allowed is a whole number from 1 to 1000000",
        "connections = 5 | :1: connections: unknown key | did you mean limits.connections? allowed is a whole number from 1 to 1000000",
        "[frobnicate]\\nx = 1 | :2: frobnicate.x: unknown key | `culvert server --help` lists all keys",
        "[frobnicate] | :1: frobnicate: unknown key | `culvert server --help` lists all keys",
        "dns = 5 | :1: dns: is a table of keys, not a key | its keys are dns.servers, dns.timeout",
        "[[targets]]\\nallow = [] | :1: targets: is a table of keys, not a key | its keys are targets.allow, targets.deny, targets.deny-ports",
        "link-file = \"l\" | :1: link-file: is a key of `culvert local`, not of `culvert server` | take it out: server and local have a file each",
        // wrong types
        "listen = 8443 | :1: listen: 8443 is not a string | allowed is HOST:PORT, [IPV6]:PORT, or a port alone for 0.0.0.0",
        "limits.connections = \"5\" | :1: limits.connections: \"5\" is not a whole number | allowed is a whole number from 1 to 1000000",
        "limits.connections = 5.0 | :1: limits.connections: 5.0 is not a whole number | allowed is a whole number from 1 to 1000000",
        "limits.connections = [5] | :1: limits.connections: a list is not a whole number | allowed is a whole number from 1 to 1000000",
        "[log.targets]\\nx = true | :2: log.targets.x: unknown key | did you mean log.targets? allowed is true or false",
        "log.targets = \"yes\" | :1: log.targets: \"yes\" is neither true nor false | allowed is true or false",
        "targets.allow = [10] | :1: targets.allow: 10 is not a string | allowed is an address block such as \"10.0.0.0/8\", \"fd00::/8\" or \"192.0.2.1\"",
        // out of range, or wrong in itself
        "limits.connections = 0 | :1: limits.connections: 0 is out of range | allowed is a whole number from 1 to 1000000",
        "limits.handshake-timeout = \"2m\" | :1: limits.handshake-timeout: \"2m\" is out of range | allowed is a duration from 100ms to 55s, such as \"250ms\", \"5s\", \"2m\" or \"1h\"",
        "limits.handshake-timeout = \"5\" | :1: limits.handshake-timeout: \"5\" has no unit | allowed is a duration from 100ms to 55s, such as \"250ms\", \"5s\", \"2m\" or \"1h\"",
        "log.level = \"trace\" | :1: log.level: \"trace\" is not a log level | allowed is one of error, warning, info, debug",
        "fallback = \"web\" | :1: fallback: \"web\" has no port | allowed is HOST:PORT or [IPV6]:PORT",
        "fallback = \"web:0\" | :1: fallback: port 0 cannot be connected to | allowed is HOST:PORT or [IPV6]:PORT",
        "dns.servers = [\"dns.example\"] | :1: dns.servers: \"dns.example\" has no port | allowed is the IP address of a DNS server, with :PORT if not 53",
        "dns.servers = [\"dns.example:53\"] | :1: dns.servers: \"dns.example\" is not an IP address | allowed is the IP address of a DNS server, with :PORT if not 53",
        "targets.deny-ports = [70000] | :1: targets.deny-ports: 70000 is out of range | allowed is a whole number from 0 to 65535",
        "key-file = \"\" | :1: key-file: the file name is empty | allowed is a file name",
        // not TOML
        "limits.connections = 1\\nlimits.connections = 2 | :2: limits.connections: limits.connections previously defined at line 1, column 1 | write each key once, and text in quotes: KEY = \"TEXT\"",
        "[limits]\\nidle-timeout = 5s | :2: limits.idle-timeout: Unexpected 's', expected a newline or end-of-input | write each key once, and text in quotes: KEY = \"TEXT\"",
        "listen : 5 | :1: Unexpected ':', expected . or = | the file is TOML: lines KEY = VALUE, and [TABLE]",
      })
  void saysWhereAndWhatIsWrongAndWhatIsAllowed(String toml, String error, String hint) {
    ConfigurationException e = mistake(Role.SERVER, toml);
    assertEquals(FILE + error, e.getMessage());
    assertEquals(hint, e.hint());
  }

  @Test
  void reportsTheFirstOfSeveralMistakes() {
    ConfigurationException e = mistake(Role.SERVER, "z = 1\na = 2\n");
    assertTrue(e.getMessage().endsWith(":1: z: unknown key"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "link = \"culvert://c2VjcmV0@h:1#u\"",
        "link = culvert://c2VjcmV0@h:1#u",
        "link = [\"culvert://c2VjcmV0@h:1#u\"]",
        "lnk = \"culvert://c2VjcmV0@h:1#u\"",
        "link = \"culvert://c2VjcmV0",
      })
  void neverRepeatsALink(String toml) {
    ConfigurationException e = mistake(Role.LOCAL, toml);
    assertFalse((e.getMessage() + e.hint()).contains("c2Vj"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "key-file = 'x' | SERVER",
        "[tunnel]\\nready = 1 | LOCAL",
        "link-file = 'x'\\nlisten = ':'\\nlimits.bad-type = 1 | LOCAL",
      })
  void tellsTheRoleByTheKeys(String toml, Role role) throws Exception {
    assertEquals(Set.of(role), Configuration.possibleRoles(source(toml)));
  }

  @Test
  void cannotTellTheRoleByCommonKeysOrMixedOnes() throws Exception {
    TomlSource common = source("listen = '127.0.0.1:1'");
    assertEquals(Set.of(Role.values()), Configuration.possibleRoles(common));
    TomlSource mixed = source("link-file = 'x'\nkey-file = 'y'");
    assertEquals(Set.of(), Configuration.possibleRoles(mixed));
  }

  @Test
  void acceptsAnEmptyTableOfKnownKeys() throws Exception {
    ConfigurationFile file = ConfigurationFile.parse(source("[limits]\n[log]\n"));
    assertEquals(List.of(), file.settings(Role.SERVER));
  }
}
