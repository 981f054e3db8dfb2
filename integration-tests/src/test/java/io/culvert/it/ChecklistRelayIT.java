package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Cases 40 to 46: the relay of octets after the reply. */
class ChecklistRelayIT {
  private static final int MIB = 1 << 20;

  private static Tunnel tunnel;
  private static TcpTarget target;

  @BeforeAll
  static void start() throws Exception {
    target = new TcpTarget();
    tunnel = Tunnel.start();
  }

  @AfterAll
  static void stop() throws Exception {
    tunnel.close();
    target.close();
  }

  private static RawClient connected() throws IOException {
    RawClient client = new RawClient(tunnel.socksPort);
    // So many at once, on a busy machine, are not the slow reply that a user would complain of.
    client.socket().setSoTimeout(45_000);
    client.send(Wire.octets("05 01 00"), Wire.connect(target.address()));
    assertEquals("05 00", client.receive(2));
    assertEquals(0, client.reply().rep());
    return client;
  }

  @Test
  void case40TheAnswerAfterTheClientsEndArrivesWhole() throws Exception {
    try (var client = connected();
        Socket accepted = target.accept()) {
      client.sendText("question").finish();
      assertEquals("question", TcpTarget.rest(accepted));
      TcpTarget.send(accepted, "answer".repeat(500_000));
      accepted.shutdownOutput();
      assertEquals("answer".repeat(500_000), client.restText());
    }
  }

  @Test
  void case41TheClientGoesOnSendingAfterTheTargetsEnd() throws Exception {
    try (var client = connected();
        Socket accepted = target.accept()) {
      TcpTarget.send(accepted, "greeting");
      accepted.shutdownOutput();
      assertEquals("greeting", client.restText());
      client.sendText("reply".repeat(500_000)).finish();
      assertEquals("reply".repeat(500_000), TcpTarget.rest(accepted));
    }
  }

  @Test
  void case42AResetOfTheTargetIsAResetAtTheClient() throws Exception {
    try (var client = connected()) {
      Socket accepted = target.accept();
      TcpTarget.send(accepted, "half of it");
      assertEquals("half of it", client.receiveText(10));
      accepted.setSoLinger(true, 0);
      accepted.close();
      assertThrows(SocketException.class, client::rest);
    }
  }

  @Test
  void case42AResetOfTheClientIsAResetAtTheTarget() throws Exception {
    var client = connected();
    try (Socket accepted = target.accept()) {
      client.sendText("half of it");
      assertEquals("half of it", TcpTarget.read(accepted, 10));
      client.reset();
      assertThrows(SocketException.class, () -> TcpTarget.rest(accepted));
    }
  }

  /** The echo writes what it read before it reads again, as the plainest server does. */
  @Test
  void case43AnEchoToAWriterThatNeverWaitsDoesNotBlock() throws Exception {
    byte[] sent = new byte[32 * MIB];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) (i * 31 + (i >> 12));
    }
    try (var client = connected();
        Socket accepted = target.accept();
        var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      tasks.submit(() -> echo(accepted));
      tasks.submit(() -> client.send(sent).finish());
      byte[] back = client.socket().getInputStream().readAllBytes();
      assertArrayEquals(sent, back);
    }
  }

  private static Void echo(Socket socket) throws IOException {
    socket.getInputStream().transferTo(socket.getOutputStream());
    socket.shutdownOutput();
    return null;
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
  void case44ATargetThatNeverReadsStopsTheSender() throws Exception {
    try (var client = connected();
        Socket accepted = target.accept()) {
      long before = memory();
      AtomicLong sent = new AtomicLong();
      Thread writer = Thread.ofPlatform().start(() -> flood(client.socket(), sent));
      long stopped = awaitStandstill(sent);
      assertTrue(stopped < 64L * MIB, "the sender got rid of " + stopped);
      long grown = memory() - before;
      assertTrue(grown < 64L * MIB, "memory of both ends grew by " + grown);
      InputStream in = accepted.getInputStream();
      in.skipNBytes(stopped);
      Awaitility.await().atMost(Program.PATIENCE).until(() -> sent.get() > stopped);
      client.close();
      writer.join(10_000);
    }
  }

  @Test
  void case44AClientThatNeverReadsStopsTheTarget() throws Exception {
    try (var client = connected();
        Socket accepted = target.accept()) {
      AtomicLong sent = new AtomicLong();
      Thread writer = Thread.ofPlatform().start(() -> flood(accepted, sent));
      long stopped = awaitStandstill(sent);
      assertTrue(stopped < 64L * MIB, "the target got rid of " + stopped);
      client.socket().getInputStream().skipNBytes(stopped);
      Awaitility.await().atMost(Program.PATIENCE).until(() -> sent.get() > stopped);
      client.close();
      writer.join(10_000);
    }
  }

  private static void flood(Socket socket, AtomicLong sent) {
    byte[] block = new byte[1 << 16];
    try {
      OutputStream out = socket.getOutputStream();
      while (sent.get() < 1024L * MIB) {
        out.write(block);
        sent.addAndGet(block.length);
      }
    } catch (IOException e) {
      // The test has closed it.
    }
  }

  private static long awaitStandstill(AtomicLong sent) {
    AtomicLong last = new AtomicLong(-1);
    Awaitility.await("standstill")
        .atMost(Program.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> last.getAndSet(sent.get()) == sent.get());
    return sent.get();
  }

  /** Resident octets of both ends. */
  private static long memory() throws IOException {
    long sum = 0;
    for (Program program : List.of(tunnel.local(), tunnel.server())) {
      for (String line : Files.readAllLines(Path.of("/proc/" + program.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          sum += Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    }
    return sum;
  }

  @Test
  void case45ManyAtOnceEachGetTheirOwn() throws Exception {
    int count = 150;
    try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Void> server = tasks.submit(() -> acceptAndEcho(count));
      List<Callable<Boolean>> clients = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] own = new byte[20_000];
        Arrays.fill(own, (byte) i);
        own[0] = (byte) (i >> 8);
        clients.add(() -> exchanges(own));
      }
      for (Future<Boolean> result : tasks.invokeAll(clients)) {
        assertTrue(result.get(50, TimeUnit.SECONDS));
      }
      server.get(50, TimeUnit.SECONDS);
    }
  }

  private static Void acceptAndEcho(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Socket accepted = target.accept();
      Thread.ofVirtual()
          .start(() -> {
            try (accepted) {
              echo(accepted);
            } catch (IOException e) {
              // The client sees it.
            }
          });
    }
    return null;
  }

  private static boolean exchanges(byte[] own) throws IOException {
    try (var client = connected()) {
      client.send(own).finish();
      return Arrays.equals(own, client.socket().getInputStream().readAllBytes());
    }
  }

  /** Two small writes before each read: with Nagle's algorithm on a leg, the second waits 40 ms. */
  @Test
  void case46SmallWritesAreNotDelayed() throws Exception {
    try (var client = connected();
        Socket accepted = target.accept()) {
      long[] micros = new long[100];
      for (int i = 0; i < micros.length; i++) {
        long start = System.nanoTime();
        client.sendText("a").sendText("b");
        assertEquals("ab", TcpTarget.read(accepted, 2));
        TcpTarget.send(accepted, "c");
        TcpTarget.send(accepted, "d");
        assertEquals("cd", client.receiveText(2));
        micros[i] = (System.nanoTime() - start) / 1_000;
      }
      Arrays.sort(micros);
      assertTrue(micros[50] < 30_000, "median " + micros[50] + " µs");
    }
  }

  /** The kernel's table shows a running keep-alive timer in its column tr as 02. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
  void case46KeepAliveIsOnOnEveryLeg() throws Exception {
    try (var client = connected();
        Socket accepted = target.accept()) {
      client.sendText("x");
      assertEquals("x", TcpTarget.read(accepted, 1));
      int clientPort = client.socket().getLocalPort();
      Awaitility.await("timers of the two outer legs")
          .atMost(Duration.ofSeconds(5))
          .until(() ->
              keepAlive(tunnel.socksPort, clientPort)
                  && keepAlive(accepted.getPort(), target.port()));
      Awaitility.await("timers of the tunnel")
          .atMost(Duration.ofSeconds(5))
          .until(
              () -> established(tunnel.serverPort).stream().allMatch(ChecklistRelayIT::hasTimer));
    }
  }

  private static boolean keepAlive(int localPort, int remotePort) throws IOException {
    List<String> found =
        established(localPort).stream()
            .filter(line -> line.contains(":%04X ".formatted(localPort)))
            .filter(line -> line.contains(":%04X 01 ".formatted(remotePort)))
            .filter(line ->
                line.indexOf(":%04X ".formatted(localPort))
                    < line.indexOf(":%04X 01 ".formatted(remotePort)))
            .toList();
    return found.size() == 1 && hasTimer(found.getFirst());
  }

  /** Lines of connections with this port at one of their ends. */
  private static List<String> established(int port) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/tcp")));
    if (Files.exists(Path.of("/proc/net/tcp6"))) {
      lines.addAll(Files.readAllLines(Path.of("/proc/net/tcp6")));
    }
    return lines.stream()
        .filter(line ->
            line.matches(".*:%04X .*".formatted(port)) && line.matches(".*:[0-9A-F]{4} 01 .*"))
        .toList();
  }

  private static boolean hasTimer(String line) {
    return line.strip().split(" +")[5].startsWith("02:");
  }

  @Test
  void case46UrgentDataIsDroppedAndTheRestArrives() throws Exception {
    try (var client = connected();
        Socket accepted = target.accept()) {
      client.sendText("before ");
      client.socket().sendUrgentData('!');
      client.sendText("after").finish();
      assertEquals("before after", TcpTarget.rest(accepted));
    }
  }

  @Test
  void everyLengthAroundARecordArrivesUnchanged() throws Exception {
    for (int length : new int[] {1, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537}) {
      byte[] sent = new byte[length];
      Arrays.fill(sent, (byte) length);
      try (var client = connected();
          Socket accepted = target.accept()) {
        client.send(sent).finish();
        assertArrayEquals(sent, accepted.getInputStream().readAllBytes());
      }
    }
  }
}
