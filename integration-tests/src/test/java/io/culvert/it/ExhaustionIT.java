package io.culvert.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Faults 1, 2, 8, 9 and 16: more connections, authenticated or not, than there is room for, and
 * users unharmed among them.
 */
@Timeout(240)
class ExhaustionIT {
  private static final String[] ALLOW = {"--targets.allow=127.0.0.0/8"};

  private EchoTarget target;
  private ExecutorService threads;
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    target = new EchoTarget();
    threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterEach
  void stop() throws IOException {
    closeSockets();
    threads.shutdownNow();
    target.close();
  }

  private void closeSockets() throws IOException {
    for (Socket one : sockets) {
      one.close();
    }
    sockets.clear();
  }

  private static String[] serverFlags(String... more) {
    List<String> flags = new ArrayList<>(List.of(ALLOW));
    flags.addAll(List.of(more));
    return flags.toArray(String[]::new);
  }

  /** A user's stream opens and carries an octet both ways. */
  private void assertServed(Tunnel tunnel) throws IOException {
    try (Socket stream = Client.connect(tunnel.socksPort, target.port())) {
      assertTrue(Client.echoes(stream));
    }
  }

  private static void awaitDescriptors(Program program, int most) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertTrue(program.descriptors() <= most, program.descriptors() + " descriptors"));
  }

  @Test
  void fault1SlowNegotiationsAreEndedAtTheirDeadline() throws Exception {
    slowNegotiations(200, "3s");
  }

  @Test
  @Tag("soak")
  void fault1TwoThousandSlowNegotiations() throws Exception {
    slowNegotiations(2000, "10s");
  }

  private void slowNegotiations(int count, String timeout) throws Exception {
    var meters = Meters.onAFreePort();
    String[] local = {"--limits.negotiation-timeout=" + timeout, meters.flag()};
    try (var tunnel = Tunnel.start(0, ALLOW, local)) {
      assertServed(tunnel);
      int before = tunnel.local().descriptors();
      List<Callable<Integer>> slow = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        slow.add(() -> drip(tunnel.socksPort));
      }
      List<Future<Integer>> ends = new ArrayList<>();
      slow.forEach(one -> ends.add(threads.submit(one)));
      await().until(() -> tunnel.local().descriptors() > before + count / 2);
      assertServed(tunnel);
      for (Future<Integer> end : ends) {
        assertEquals(-1, end.get());
      }
      assertEquals(count, meters.streamsClosed("negotiation-timeout"));
      awaitDescriptors(tunnel.local(), before + 10);
    }
  }

  /** A greeting that promises 255 methods and names one in a while; what the end looks like. */
  private static int drip(int port) throws IOException, InterruptedException {
    try (Socket socket = Client.raw(port)) {
      socket.getOutputStream().write(new byte[] {5, (byte) 255});
      for (int i = 0; i < 10; i++) {
        Thread.sleep(100);
        socket.getOutputStream().write(1);
      }
      return socket.getInputStream().read();
    } catch (java.net.SocketException e) {
      return -1;
    }
  }

  @Test
  void fault2UnauthenticatedConnectionsBeyondTheLimitMakeRoom() throws Exception {
    var meters = Meters.onAFreePort();
    try (var tunnel =
        Tunnel.start(0, serverFlags("--limits.bad-handshakes=100", meters.flag()), new String[0])) {
      assertServed(tunnel);
      silentConnections(tunnel, 400);
      await().untilAsserted(() -> assertEquals(100, meters.value("culvert_unauthenticated_open")));
      assertServed(tunnel);
      assertTrue(meters.handshakes("crowded-out") > 0);
      assertTrue(meters.handshakes("envelope") > 0);
      assertTrue(
          tunnel.server().descriptors() < 200, tunnel.server().descriptors() + " descriptors");
    }
  }

  @Test
  @Tag("soak")
  void fault2FourThousandUnauthenticatedConnections() throws Exception {
    var meters = Meters.onAFreePort();
    try (var tunnel = Tunnel.start(0, serverFlags(meters.flag()), new String[0])) {
      assertServed(tunnel);
      int before = tunnel.server().descriptors();
      silentConnections(tunnel, 4000);
      await().untilAsserted(() -> assertEquals(4000, meters.value("culvert_unauthenticated_open")));
      assertServed(tunnel);
      await()
          .atMost(Duration.ofSeconds(75))
          .untilAsserted(() -> assertEquals(0, meters.value("culvert_unauthenticated_open")));
      awaitDescriptors(tunnel.server(), before + 10);
      assertServed(tunnel);
    }
  }

  /** Every other one says too little, the others say nonsense. */
  private void silentConnections(Tunnel tunnel, int count) throws IOException {
    var random = new Random(2);
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[i % 2 == 0 ? random.nextInt(74) : random.nextInt(74, 4000)];
      random.nextBytes(bytes);
      Socket socket = Client.raw(tunnel.serverPort);
      sockets.add(socket);
      try {
        socket.getOutputStream().write(bytes);
      } catch (IOException e) {
        // Pushed out by those after it.
      }
    }
  }

  /** 256 descriptors at the local, and 300 clients that want two each. */
  @Test
  void fault8TheLocalRecoversFromExhaustedDescriptors() throws Exception {
    Image.needs("prlimit");
    try (var tunnel = Tunnel.start(0, ALLOW, new String[0])) {
      Socket early = Client.connect(tunnel.socksPort, target.port());
      sockets.add(early);
      limitDescriptors(tunnel.local());
      exhaust(tunnel);
      assertNoSpin(tunnel.local());
      assertTrue(Client.echoes(early));
      closeSockets();
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .untilAsserted(() -> assertServed(tunnel));
      assertOneLine(tunnel.local(), "local: cannot accept now");
    }
  }

  @Test
  void fault8TheServerRecoversFromExhaustedDescriptors() throws Exception {
    Image.needs("prlimit");
    try (var tunnel = Tunnel.start(0, ALLOW, new String[] {"--limits.handshake-timeout=2s"})) {
      Socket early = Client.connect(tunnel.socksPort, target.port());
      sockets.add(early);
      limitDescriptors(tunnel.server());
      exhaust(tunnel);
      assertNoSpin(tunnel.server());
      assertTrue(Client.echoes(early));
      closeSockets();
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .untilAsserted(() -> assertServed(tunnel));
      assertOneLine(tunnel.server(), "server: cannot accept now");
    }
  }

  private static void limitDescriptors(Program program) throws Exception {
    Program.Result result = Program.run("prlimit", "--pid", "" + program.pid(), "--nofile=256:256");
    assertEquals(0, result.exitCode(), result.err());
  }

  private void exhaust(Tunnel tunnel) throws Exception {
    List<Callable<Socket>> clients = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      clients.add(() -> {
        Socket socket = Client.raw(tunnel.socksPort);
        synchronized (sockets) {
          sockets.add(socket);
        }
        socket.setSoTimeout(3000);
        Client.request(socket, new byte[] {1, 127, 0, 0, 1}, target.port());
        return socket;
      });
    }
    threads.invokeAll(clients);
  }

  /** With everything still held, an accept loop that spins would use a whole second of each. */
  private static void assertNoSpin(Program program) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          Duration before = program.cpuTime();
          Thread.sleep(500);
          return program.cpuTime().minus(before).toMillis() < 150;
        });
  }

  private static void assertOneLine(Program program, String text) {
    assertEquals(
        1, program.err().lines().filter(line -> line.contains(text)).count(), program.err());
  }

  @Test
  void fault9AnAcceptStormLosesNobody() throws Exception {
    storm(500);
  }

  @Test
  @Tag("soak")
  void fault9FiveThousandConnectsInASecond() throws Exception {
    storm(5000);
  }

  private void storm(int count) throws Exception {
    try (var tunnel = Tunnel.start()) {
      assertServed(tunnel);
      List<Callable<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        clients.add(() -> {
          try (Socket socket = Client.raw(tunnel.socksPort)) {
            socket.getOutputStream().write(new byte[] {5, 1, 0});
            return socket.getInputStream().read() << 8 | socket.getInputStream().read();
          }
        });
      }
      for (Future<Integer> answer : threads.invokeAll(clients)) {
        assertEquals(0x0500, answer.get());
      }
      assertServed(tunnel);
    }
  }

  @Test
  void fault16BadHandshakesFillNeitherLogNorMemory() throws Exception {
    badHandshakes(2000);
  }

  @Test
  @Tag("soak")
  void fault16AHundredThousandBadHandshakes() throws Exception {
    badHandshakes(100_000);
  }

  private void badHandshakes(int count) throws Exception {
    var meters = Meters.onAFreePort();
    try (var tunnel = Tunnel.start(0, serverFlags(meters.flag()), new String[0]);
        var few = Executors.newFixedThreadPool(50, Thread.ofVirtual().factory())) {
      assertServed(tunnel);
      junk(few, tunnel, 1000);
      long before = tunnel.server().residentKib();
      junk(few, tunnel, count - 1000);
      assertEquals(count, meters.handshakes("envelope"));
      long grown = tunnel.server().residentKib() - before;
      assertTrue(grown < 64 * 1024, grown + " KiB more");
      assertTrue(tunnel.server().err().lines().count() < 100, tunnel.server().err());
      assertServed(tunnel);
    }
  }

  /** Each is answered by an end, for it ends itself. */
  private static void junk(ExecutorService few, Tunnel tunnel, int count) throws Exception {
    byte[] junk = new byte[200];
    new Random(3).nextBytes(junk);
    List<Callable<Integer>> probes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      probes.add(() -> {
        try (Socket socket = Client.raw(tunnel.serverPort)) {
          socket.getOutputStream().write(junk);
          socket.shutdownOutput();
          return socket.getInputStream().read();
        }
      });
    }
    for (Future<Integer> answer : few.invokeAll(probes)) {
      assertEquals(-1, answer.get());
    }
  }
}
