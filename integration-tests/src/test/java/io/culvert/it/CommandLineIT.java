package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image's command line: its commands, and its answers to mistakes. */
class CommandLineIT {
  @TempDir Path dir;

  private Path init() throws Exception {
    Path made = dir.resolve("made");
    Program.Result result =
        Program.runCulvert(
            "init", "--dir", made.toString(), "--host", "127.0.0.1", "--port", "8443");
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(1, result.out().lines().count(), "stdout is the link alone");
    assertTrue(result.out().startsWith("culvert://"));
    return made;
  }

  private static void assertRefused(int exitCode, Program.Result result, String... parts) {
    assertEquals(exitCode, result.exitCode(), result.toString());
    List<String> lines = result.err().lines().toList();
    assertEquals(1, lines.stream().filter(line -> line.contains("error:")).count(), result.err());
    assertEquals(1, lines.stream().filter(line -> line.contains("hint:")).count(), result.err());
    assertFalse(result.err().contains("\tat "), result.err());
    for (String part : parts) {
      assertTrue(result.err().contains(part), part + " in " + result.err());
    }
  }

  @Test
  void versionIsQuick() throws Exception {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      long start = System.nanoTime();
      Program.Result result = Program.runCulvert("--version");
      millis.add((System.nanoTime() - start) / 1_000_000);
      assertTrue(result.out().startsWith("culvert "), result.toString());
    }
    Collections.sort(millis);
    // 200 ms is the goal on a quiet machine; a busy one gets three times that before it counts as
    // broken.
    assertTrue(millis.get(5) <= 600, millis.toString());
  }

  @Test
  void pressure13VersionTellsTheJavaRuntimeToo() throws Exception {
    String release = Files.readString(Image.HOME.resolve("release"));
    String java = release.replaceAll("(?s).*JAVA_VERSION=\"([^\"]+)\".*", "$1");
    Program.Result result = Program.runCulvert("--version");
    String expected = "culvert " + System.getProperty("culvert.version") + " (Java " + java;
    assertTrue(result.out().startsWith(expected), result.toString());
  }

  @Test
  void initTouchesNothingThatIsThere() throws Exception {
    Path made = init();
    String before = Files.readString(made.resolve("server.key"));
    Program.Result again = Program.runCulvert("init", "--dir", made.toString());
    assertEquals(1, again.exitCode());
    assertEquals("", again.out());
    assertEquals(before, Files.readString(made.resolve("server.key")));
  }

  @Test
  void checkPrintsAConfigurationThatPassesCheck() throws Exception {
    Path made = init();
    Program.Result first =
        Program.runCulvert("check", "--config", made.resolve("server.toml").toString());
    assertEquals(0, first.exitCode(), first.err());
    Path effective = Files.writeString(made.resolve("effective.toml"), first.out());
    Program.Result second = Program.runCulvert("check", "--config", effective.toString());
    assertEquals(0, second.exitCode(), second.err());
    assertEquals(withoutOrigins(first.out()), withoutOrigins(second.out()));
  }

  /** Each line says in a comment where its value came from. */
  private static List<String> withoutOrigins(String toml) {
    return toml.lines().map(line -> line.replaceFirst(" +#.*", "")).toList();
  }

  @Test
  void anUnknownKeyNamesFileLineAndTheRightKey() throws Exception {
    Path file = init().resolve("server.toml");
    Files.writeString(file, Files.readString(file) + "\nlimits.conections = 5\n");
    Program.Result result = Program.runCulvert("server", "--config", file.toString());
    assertRefused(2, result, "server.toml:", "limits.conections", "limits.connections");
  }

  @Test
  void aWrongTypeNamesFileLineAndKey() throws Exception {
    Path file = init().resolve("server.toml");
    Files.writeString(file, Files.readString(file) + "\nlimits.connections = \"many\"\n");
    Program.Result result = Program.runCulvert("check", "--config", file.toString());
    assertRefused(2, result, "server.toml:", "limits.connections");
  }

  @Test
  void aMissingFileIsNamed() throws Exception {
    Program.Result result =
        Program.runCulvert("server", "--config", dir.resolve("none.toml").toString());
    assertRefused(2, result, "none.toml");
  }

  @Test
  void aKeyFileThatOthersCanReadIsRefused() throws Exception {
    Path made = init();
    Files.setPosixFilePermissions(
        made.resolve("server.key"), PosixFilePermissions.fromString("rw-r--r--"));
    Program.Result result =
        Program.runCulvert("server", "--config", made.resolve("server.toml").toString());
    assertRefused(2, result, "server.key", "chmod 600");
  }

  @Test
  void aPortInUseIsARunTimeFailure() throws Exception {
    Path made = init();
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Program.Result result =
          Program.runCulvert(
              "server",
              "--config",
              made.resolve("server.toml").toString(),
              "--listen=127.0.0.1:" + taken.getLocalPort());
      assertRefused(1, result, "127.0.0.1:" + taken.getLocalPort());
    }
  }

  /** Fault 18. */
  @Test
  void anOpenProxyRefusesToStart() throws Exception {
    Path made = init();
    String link =
        Program.runCulvert("init", "--dir", dir.resolve("other").toString(), "--host", "127.0.0.1")
            .out()
            .strip();
    assertTrue(Files.exists(made));
    assertRefused(
        2,
        Program.runCulvert("local", "--listen", "0.0.0.0:" + Image.freePort(), link),
        "auth.users-file");
  }

  @Test
  void demoShowsACurlLineThatWorksAndEndsAtCtrlC() throws Exception {
    Image.needs("curl");
    try (var demo = Program.culvert("demo", "--listen", "127.0.0.1:" + Image.freePort())) {
      demo.awaitOutput(
          "Ctrl-C ends the demo."); // What stands after the line: it may come in parts.
      Matcher line =
          Pattern.compile("^ *(?:\\$ )?(curl .*)$", Pattern.MULTILINE)
              .matcher(demo.out() + demo.err());
      assertTrue(line.find(), demo.out() + demo.err());
      Program.Result result = Program.run("sh", "-c", line.group(1));
      assertEquals(0, result.exitCode(), result.err());
      assertFalse(result.out().isBlank());
      long start = System.nanoTime();
      demo.signal("INT");
      int exitCode = demo.result(Duration.ofSeconds(5)).exitCode();
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(exitCode == 0 || exitCode == 130, "exit code " + exitCode);
      assertTrue(millis < 1500, millis + " ms");
    }
  }

  @Test
  void metricsAreInPrometheusText() throws Exception {
    Image.needs("curl");
    int port = Image.freePort();
    try (var web = new WebTarget();
        var tunnel =
            Tunnel.start(
                0,
                new String[] {"--targets.allow=127.0.0.0/8", "--metrics.listen=127.0.0.1:" + port},
                new String[0])) {
      assertEquals(0, tunnel.curl(web.url("/")).exitCode());
      Awaitility.await()
          .atMost(Program.PATIENCE)
          .until(() ->
              metrics(port)
                  .lines()
                  .anyMatch(line -> line.matches("culvert_.*reason=\"done\".* 1\\.0")));
    }
  }

  private static String metrics(int port) throws Exception {
    return Program.run("curl", "-sS", "--noproxy", "*", "http://127.0.0.1:" + port + "/metrics")
        .out();
  }

  @Test
  void sigtermDrains() throws Exception {
    Image.needs("curl");
    try (var web = new WebTarget();
        var tunnel = Tunnel.start()) {
      assertEquals(0, tunnel.curl(web.url("/")).exitCode());
      tunnel.local().signal("TERM");
      tunnel.server().signal("TERM");
      for (Program program : List.of(tunnel.local(), tunnel.server())) {
        int exitCode = program.result(Duration.ofSeconds(5)).exitCode();
        assertTrue(exitCode == 0 || exitCode == 143, "exit code " + exitCode);
      }
    }
  }
}
