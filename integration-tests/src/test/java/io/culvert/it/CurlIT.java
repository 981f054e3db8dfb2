package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A user's first steps with curl. */
class CurlIT {
  private static final int PROXY_ERROR = 97;
  private static final long GIB = 1L << 30;

  private static WebTarget web;
  private static Tunnel tunnel;

  @BeforeAll
  static void start() throws Exception {
    Image.needs("curl");
    web = new WebTarget();
    tunnel = Tunnel.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (tunnel != null) {
      tunnel.close();
    }
    if (web != null) {
      web.close();
    }
  }

  @Test
  void socks5WithAnAddress() throws Exception {
    Program.Result result =
        Program.run(
            "curl",
            "-sS",
            "--noproxy",
            "",
            "--socks5",
            "127.0.0.1:" + tunnel.socksPort,
            web.url("/"));
    assertEquals(new Program.Result(0, WebTarget.HELLO, ""), result);
  }

  @Test
  void socks5WithAHostnameThatTheServerResolves() throws Exception {
    Program.Result result = tunnel.curl("http://localhost:" + web.port() + "/");
    assertEquals(new Program.Result(0, WebTarget.HELLO, ""), result);
  }

  @Test
  void aClosedPortIsRep5() throws Exception {
    Program.Result result = tunnel.curl("http://127.0.0.1:" + Image.freePort() + "/");
    assertEquals(PROXY_ERROR, result.exitCode());
    assertTrue(result.err().contains("(5)"), result.err());
  }

  @Test
  void anUnknownNameIsRep4() throws Exception {
    Program.Result result = tunnel.curl("http://nowhere.invalid/");
    assertEquals(PROXY_ERROR, result.exitCode());
    assertTrue(result.err().contains("(4)"), result.err());
  }

  @Test
  void aLoopbackTargetIsRep2WithDefaultRules() throws Exception {
    try (var strict = Tunnel.start(0, new String[0], new String[0])) {
      Program.Result result = strict.curl("http://127.0.0.1/");
      assertEquals(PROXY_ERROR, result.exitCode());
      assertTrue(result.err().contains("(2)"), result.err());
    }
  }

  @Test
  void oneGibibyteDown() throws Exception {
    Path got = Files.createTempFile("culvert-it", ".down");
    try {
      Program.Result result =
          tunnel.curl("--max-time", "240", "-o", got.toString(), web.url("/bytes?" + GIB));
      assertEquals(0, result.exitCode(), result.err());
      assertEquals(GIB, Files.size(got));
      try (var in = Files.newInputStream(got)) {
        assertEquals(expectedSum(), WebTarget.sha256(in));
      }
    } finally {
      Files.delete(got);
    }
  }

  @Test
  void oneGibibyteUp() throws Exception {
    Path sent = Files.createTempFile("culvert-it", ".up");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(sent))) {
        WebTarget.send(out, GIB);
      }
      Program.Result result =
          tunnel.curl("--max-time", "240", "-H", "Expect:", "-T", sent.toString(), web.url("/sum"));
      assertEquals(0, result.exitCode(), result.err());
      assertEquals(expectedSum(), result.out());
    } finally {
      Files.delete(sent);
    }
  }

  private static String expectedSum() throws IOException {
    var in = new java.io.PipedInputStream(1 << 20);
    var out = new java.io.PipedOutputStream(in);
    Thread.ofPlatform()
        .start(() -> {
          try (out) {
            WebTarget.send(out, GIB);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    return WebTarget.sha256(in);
  }

  @Test
  void twoHundredConnectionsAtOnce() throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("-Z", "--parallel-immediate", "--parallel-max", "200"));
    for (int i = 0; i < 200; i++) {
      arguments.addAll(List.of("-o", "/dev/null", "-w", "%{http_code}:%{size_download}\n"));
      arguments.add(web.url("/bytes?" + (100_000 + i)));
    }
    Program.Result result = tunnel.curl(arguments.toArray(String[]::new));
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(200, result.out().lines().filter(line -> line.startsWith("200:100")).count());
  }

  @Test
  void aServerRestartUnderARunningLocal() throws Exception {
    try (var own = Tunnel.start()) {
      assertEquals(0, own.curl(web.url("/")).exitCode());
      own.server().kill();
      assertEquals(PROXY_ERROR, own.curl(web.url("/")).exitCode());
      own.startServer();
      // A restarted server takes only messages that are newer than its start.
      Awaitility.await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> own.curl(web.url("/")).exitCode() == 0);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
  void aDownloadCutByKillingTheServerIsAnErrorWithoutContentLengthToo() throws Exception {
    cutDownload("/endless", "-0");
    cutDownload("/bytes?" + (100L << 30), "-q");
  }

  private static void cutDownload(String path, String flag) throws Exception {
    try (var own = Tunnel.start();
        var curl =
            Program.start(
                "curl",
                flag,
                "-sS",
                "--noproxy",
                "",
                "--socks5-hostname",
                "127.0.0.1:" + own.socksPort,
                "--limit-rate",
                "50M",
                "-o",
                "/dev/null",
                "-w",
                "%{size_download}",
                web.url(path))) {
      Awaitility.await().atMost(Program.PATIENCE).until(() -> received(own) > 1_000_000);
      own.server().kill();
      assertNotEquals(0, curl.result(Program.PATIENCE).exitCode());
    }
  }

  /** Octets that the local has written: the kernel counts them. */
  private static long received(Tunnel tunnel) throws IOException {
    String io = Files.readString(Path.of("/proc/" + tunnel.local().pid() + "/io"));
    return io.lines()
        .filter(line -> line.startsWith("wchar: "))
        .mapToLong(line -> Long.parseLong(line.substring(7)))
        .sum();
  }

  @Test
  void aWrongLinkIsExplainedByTheLocal() throws Exception {
    try (var own = Tunnel.start();
        var other = Tunnel.start()) {
      String keysOfOther = other.link.substring(0, other.link.indexOf('@'));
      String wrong = keysOfOther + own.link.substring(own.link.indexOf('@'));
      try (var local = OtherLocal.start(wrong, "--limits.handshake-timeout=2s")) {
        Program.Result result =
            Program.run(
                "curl",
                "-sS",
                "--noproxy",
                "",
                "--socks5-hostname",
                "127.0.0.1:" + local.socksPort,
                web.url("/"));
        assertEquals(PROXY_ERROR, result.exitCode());
        assertTrue(result.err().contains("(1)"), result.err());
        local.program().awaitOutput("wrong link, clock off by more than 60 s, or another service");
      }
    }
  }
}
