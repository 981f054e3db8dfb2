package io.culvert.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of a usual session in one process: init, server, local, a request, and SIGTERM.
 */
class ServerAndLocalTest {
  private static final Pattern LISTENING =
      Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+) for ");

  @TempDir Path directory;

  private static CompletableFuture<Integer> start(TestTerminal terminal, String... arguments) {
    return CompletableFuture.supplyAsync(
        () -> terminal.run(arguments), task -> Thread.ofPlatform().daemon().start(task));
  }

  private static int awaitPort(TestTerminal log, int nth) {
    await().until(() -> LISTENING.matcher(log.err()).results().count() > nth);
    Matcher line = LISTENING.matcher(log.err());
    for (int i = 0; i <= nth; i++) {
      assertTrue(line.find());
    }
    return Integer.parseInt(line.group(1));
  }

  @Test
  void carryARequestAndEndWithExitCode0() throws Exception {
    TestTerminal init = new TestTerminal();
    init.run(
        "init", "--dir", directory.resolve("s").toString(), "--host", "127.0.0.1", "--port", "1");
    TestTerminal server = new TestTerminal();
    var serverExit =
        start(
            server,
            "server",
            "--config",
            directory.resolve("s/server.toml").toString(),
            "--listen=127.0.0.1:0",
            "--targets.allow=127.0.0.0/8");
    int tunnelPort = awaitPort(server, 0);
    String link = init.out().strip().replace("127.0.0.1:1#", "127.0.0.1:" + tunnelPort + "#");
    // Both programs share one LogManager, so the one that starts second gets the lines of both.
    TestTerminal local = new TestTerminal();
    var localExit = start(local, "local", "--listen", "127.0.0.1:0", link);
    int proxyPort = awaitPort(local, 0);
    assertGetsThePage(proxyPort);
    Signals.raise("TERM");
    assertEquals(0, localExit.get(15, TimeUnit.SECONDS));
    Signals.raise("TERM");
    assertEquals(0, serverExit.get(15, TimeUnit.SECONDS));
    assertFalse((local.err() + server.err()).contains(link.substring(10, 40)));
  }

  private static void assertGetsThePage(int proxyPort) throws IOException {
    try (DemoTarget target = new DemoTarget()) {
      var proxy = new InetSocketAddress("127.0.0.1", proxyPort);
      assertEquals(DemoTarget.PAGE, DemoRequest.get(proxy, target.address()));
    }
  }
}
