package io.culvert.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.Rig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
  private static final Pattern JSON =
      Pattern.compile(
          """
          \\{"proxy":"127\\.0\\.0\\.1:\\d+","target":"127\\.0\\.0\\.1:\\d+","seconds":2,"streams":2,"workers":16,\
          "downMibPerSecond":([\\d.]+),"upMibPerSecond":([\\d.]+),"connectsPerSecond":([\\d.]+),\
          "connectMillis":\\{"count":(\\d+),"p50":[\\d.]+,"p90":[\\d.]+,"p99":[\\d.]+,"max":([\\d.]+)},\
          "roundTripMillis":\\{"count":(\\d+),"p50":[\\d.]+,"p90":[\\d.]+,"p99":[\\d.]+,"max":([\\d.]+)},\
          "failures":0}
          """);
  private static final Pattern SERVING =
      Pattern.compile("Target of benches at (127\\.0\\.0\\.1:\\d+); Ctrl-C ends it\\.\n");

  private final TestTerminal terminal = new TestTerminal();

  @Test
  void measuresBothSidesInThisProcess() {
    assertEquals(0, terminal.run("bench", "--seconds=2", "--streams=2", "--json"), terminal.err());
    Matcher json = JSON.matcher(terminal.out());
    assertTrue(json.matches(), terminal.out());
    for (int figure = 1; figure <= json.groupCount(); figure++) {
      assertTrue(Double.parseDouble(json.group(figure)) > 0, terminal.out());
    }
  }

  @Test
  void measuresARunningLocalAndATargetElsewhere() throws Exception {
    var target = new TestTerminal();
    var exitCode =
        CompletableFuture.supplyAsync(
            () -> target.run("bench", "--serve", "127.0.0.1:0"),
            task -> Thread.ofPlatform().daemon().start(task));
    await().atMost(Duration.ofSeconds(20)).until(() -> target.out().contains("Ctrl-C"));
    Matcher serving = SERVING.matcher(target.out());
    assertTrue(serving.matches(), target.out());
    try (var rig = Rig.direct()) {
      String proxy = "127.0.0.1:" + rig.local.listenAddress().getPort();
      String[] bench = {"bench", "--seconds=1", "--proxy", proxy, "--target", serving.group(1)};
      assertEquals(0, terminal.run(bench), terminal.err());
      assertTrue(
          terminal
              .out()
              .startsWith("Through " + proxy + " to " + serving.group(1) + ", 1 s each:\n"),
          terminal.out());
      assertTrue(terminal.out().contains("\n  download, 4 streams "), terminal.out());
      assertTrue(terminal.out().contains("\n  round trip, 64 bytes "), terminal.out());
    }
    Signals.raise("INT");
    assertEquals(130, exitCode.get(10, TimeUnit.SECONDS));
  }

  @Test
  void aMissingTargetIsReportedWithItsReplyCode() throws Exception {
    try (var rig = Rig.direct()) {
      String proxy = "127.0.0.1:" + rig.local.listenAddress().getPort();
      String target = "127.0.0.1:" + closedPort();
      assertEquals(1, terminal.run("bench", "--proxy", proxy, "--target", target));
      assertEquals(
          "culvert: error: no stream through %s to %s: the proxy refused the target with REP 05\n"
                  .formatted(proxy, target)
              + "culvert: hint: start `culvert bench --serve` where the server can reach it and may (targets.allow), "
              + "and name it: --target\n",
          terminal.err());
    }
  }

  private static int closedPort() throws java.io.IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aTargetWithoutALocalIsAMistake() {
    assertEquals(2, terminal.run("bench", "--target", "127.0.0.1:7007"));
    assertEquals(
        "culvert: error: --target says where to, but not through which local\n"
            + "culvert: hint: give its address: --proxy\n",
        terminal.err());
  }

  @Test
  void numbersAreChecked() {
    assertEquals(2, terminal.run("bench", "--seconds", "0"));
    assertEquals(2, terminal.run("bench", "--streams", "1001"));
    assertEquals(2, terminal.run("bench", "--proxy", "nowhere"));
  }
}
