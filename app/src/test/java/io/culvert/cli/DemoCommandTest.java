package io.culvert.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoCommandTest {
  private static final Pattern CURL =
      Pattern.compile(
          "\n  curl --socks5-hostname 127\\.0\\.0\\.1:(\\d+) http://127\\.0\\.0\\.1:(\\d+)/\n");

  private final TestTerminal terminal = new TestTerminal();

  @Test
  void onceTestsTheTunnelAndEnds() {
    assertEquals(0, terminal.run("demo", "--once", "--listen", "127.0.0.1:0"), terminal.err());
    assertTrue(
        terminal.out().contains("\nSelf-test: the target's page came through the tunnel in "),
        terminal.out());
    assertEquals("", terminal.err());
  }

  @Test
  void printsACommandThatWorksUntilCtrlCEndsItWithinASecond() throws Exception {
    var exitCode =
        CompletableFuture.supplyAsync(
            () -> terminal.run("demo", "--listen=127.0.0.1:0"),
            task -> Thread.ofPlatform().daemon().start(task));
    await().atMost(Duration.ofSeconds(20)).until(() -> terminal.out().contains("Ctrl-C"));
    Matcher curl = CURL.matcher(terminal.out());
    assertTrue(curl.find(), terminal.out());
    assertEquals(
        DemoTarget.PAGE, DemoRequest.get(loopback(curl.group(1)), loopback(curl.group(2))));
    long start = System.nanoTime();
    Signals.raise("INT");
    assertEquals(130, exitCode.get(10, TimeUnit.SECONDS));
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 1_000);
  }

  private static InetSocketAddress loopback(String port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
  }

  @Test
  void takesAnotherPortIfTheDefaultOneIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      boolean free = bindUsual(taken);
      assertEquals(0, terminal.run("demo", "--once"), terminal.err());
      assertTrue(
          terminal.out().startsWith("127.0.0.1:1080 is in use, so the demo takes another port.\n"),
          "was free: " + free);
    }
  }

  private static boolean bindUsual(ServerSocket socket) {
    try {
      socket.bind(new InetSocketAddress("127.0.0.1", 1080));
      return true;
    } catch (java.io.IOException e) {
      return false; // Another process has the port, which serves the test as well.
    }
  }

  @Test
  void doesNotTakeAnotherPortThanTheOneAskedFor() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertEquals(1, terminal.run("demo", "--once", "--listen", address));
      assertEquals(
          "culvert: error: cannot listen on "
              + address
              + ": address already in use\n"
              + "culvert: hint: stop the program that has it (ss -ltnp shows which), or give another address: --listen\n",
          terminal.err());
    }
  }

  @Test
  void isNoOpenProxyEither() {
    assertEquals(2, terminal.run("demo", "--once", "--listen", "0.0.0.0:1080"));
    assertTrue(
        terminal
            .err()
            .startsWith("culvert: error: --listen: 0.0.0.0:1080 is not a loopback address"),
        terminal.err());
  }
}
