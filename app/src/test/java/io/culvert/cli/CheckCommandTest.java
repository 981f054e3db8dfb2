package io.culvert.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  private static final String LOCAL =
      """
      listen = "127.0.0.1:1080"
      # link is not set
      # link-file is not set
      optimistic = false

      [auth]
      # users-file is not set
      ignore-credentials = false
      # gssapi-keytab is not set
      # gssapi-principal is not set
      gssapi-protection = "proposed"
      gssapi-users = []

      [tunnel]
      prefix = ""
      ready = 3  # FILE:2
      ready-max = 64

      [limits]
      connections = 16384
      handshake-timeout = "8s"
      negotiation-timeout = "10s"
      connect-timeout = "10s"
      idle-timeout = "30m"  # CULVERT_LIMITS_IDLE_TIMEOUT
      udp-associations = 1024
      udp-idle-timeout = "5m"
      drain-timeout = "10s"

      [metrics]
      listen = "127.0.0.1:9464"  # --metrics.listen
      hosts = []
      users = false

      [log]
      level = "info"
      targets = true  # --log.targets

      [runtime]
      scheduler = "carriers"
      """;

  @TempDir Path directory;

  private final TestTerminal terminal =
      new TestTerminal("", Map.of("CULVERT_LIMITS_IDLE_TIMEOUT", "30m"));

  private String file(String toml) throws Exception {
    return Files.writeString(directory.resolve("c.toml"), toml).toString();
  }

  @Test
  void printsTheWholeConfigurationOfALocal() throws Exception {
    String file = file("[tunnel]\nready = 3\n");
    assertEquals(
        0,
        terminal.run("check", "--config", file, "--metrics.listen", "9464", "--log.targets"),
        terminal.err());
    assertEquals(LOCAL.replace("FILE", file), terminal.out());
    assertEquals("", terminal.err());
  }

  @Test
  void itsOutputPassesTheCheckAgain() throws Exception {
    String file = file("[tunnel]\nready = 3\n");
    terminal.run("check", "--config", file);
    String again = Files.writeString(directory.resolve("again.toml"), terminal.out()).toString();
    TestTerminal second = new TestTerminal();
    assertEquals(0, second.run("check", "--config", again), second.err());
    assertEquals(values(terminal.out()), values(second.out()));
  }

  private static String values(String toml) {
    return toml.replaceAll("  # .*", "");
  }

  @Test
  void leavesTheLinkOut() throws Exception {
    TestTerminal init = new TestTerminal();
    init.run("init", "--dir", directory.resolve("s").toString(), "--host", "h");
    String link = init.out().strip();
    String file = file("link = \"" + link + "\"");
    Files.setPosixFilePermissions(Path.of(file), PosixFilePermissions.fromString("rw-------"));
    assertEquals(0, terminal.run("check", "--config", file), terminal.err());
    assertTrue(
        terminal
            .out()
            .contains("\n# link = \"culvert://redacted@h:8443#user\"  # " + file + ":1\n"),
        terminal.out());
    assertFalse(terminal.out().contains(link.substring(10, 40)));
  }

  @Test
  void aWrongLinkFileFailsTheCheck() throws Exception {
    assertEquals(2, terminal.run("check", "--config", file("link-file = 'none'")));
    assertTrue(
        terminal
            .err()
            .startsWith("culvert: error: " + directory + "/c.toml:1: link-file: no such file: "),
        terminal.err());
  }

  @Test
  void readsTheFilesOfAServerToo() throws Exception {
    new TestTerminal().run("init", "--dir", directory.resolve("s").toString(), "--host", "h");
    String file = directory.resolve("s/server.toml").toString();
    assertEquals(0, terminal.run("check", "--config", file), terminal.err());
    Path users = directory.resolve("s/users.keys");
    Files.writeString(users, "ali\n");
    TestTerminal wrong = new TestTerminal();
    assertEquals(2, wrong.run("check", "--config", file));
    assertEquals(
        "culvert: error: "
            + users
            + ":1: has 1 fields, not 3\nculvert: hint: a line is: NAME, ID in 16 hexadecimal digits, KEY in 43 base64url characters\n",
        wrong.err());
    assertEquals("", wrong.out());
  }

  @Test
  void asksForTheRoleWhereTheKeysDoNotTell() throws Exception {
    String file = file("listen = '127.0.0.1:1080'");
    assertEquals(2, terminal.run("check", "--config", file));
    assertEquals(
        "culvert: error: "
            + file
            + " could be a server's or a local's\nculvert: hint: say which: --role server or --role local\n",
        terminal.err());
    assertEquals(0, terminal.run("check", "--config", file, "--role", "local"));
  }

  @Test
  void refusesAFileForBothRoles() throws Exception {
    String file = file("link-file = 'l'\nkey-file = 'k'");
    assertEquals(2, terminal.run("check", "--config", file));
    assertTrue(
        terminal.err().contains(file + " has keys of a server and keys of a local\n"),
        terminal.err());
    TestTerminal asLocal = new TestTerminal();
    assertEquals(2, asLocal.run("check", "--config", file, "--role=local"));
    assertEquals(
        "culvert: error: "
            + file
            + ":2: key-file: is a key of `culvert server`, not of `culvert local`\n"
            + "culvert: hint: take it out: server and local have a file each\n",
        asLocal.err());
  }

  @Test
  void checksTheEnvironmentAloneIfTheRoleIsGiven() {
    assertEquals(0, terminal.run("check", "--role", "local"), terminal.err());
    assertTrue(terminal.out().contains("idle-timeout = \"30m\""));
  }

  @Test
  void needsAFileOrARole() {
    assertEquals(2, terminal.run("check"));
    assertEquals(
        "culvert: error: `culvert check` needs a file\nculvert: hint: give --config FILE, or --role server or --role local\n",
        terminal.err());
  }

  @Test
  void refusesAnUnknownRole() {
    assertEquals(2, terminal.run("check", "--role", "client"));
    assertEquals(
        "culvert: error: --role: no such role client\nculvert: hint: allowed is server or local\n",
        terminal.err());
  }

  @Test
  void refusesAFlagOfTheOtherRole() {
    assertEquals(2, terminal.run("check", "--role", "local", "--key-file", "k"));
    assertEquals(
        "culvert: error: --key-file: is no key of a local\nculvert: hint: leave it out, or check another file\n",
        terminal.err());
  }
}
