package io.culvert.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.chaos.ChaosRelay;
import io.culvert.chaos.ChaosRelay.Direction;
import io.culvert.chaos.Toxic;
import io.culvert.chaos.Toxics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Report F1: what a laptop's user meets every morning. The path of the tunnel connections has gone
 * dark without a sign, and new ones work.
 */
@Timeout(120)
class SilentPathIT {
  /** A second for the server to show itself, the normal time, and room for a busy machine. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final Toxic DARK = Toxics.blackHoleAfter(0);
  private static final Toxic LATE = Toxics.latency(Duration.ofSeconds(3), Duration.ofSeconds(3));

  private ChaosRelay relay;
  private Tunnel tunnel;

  private void start(String... localFlags) throws Exception {
    relay = new ChaosRelay(1);
    tunnel = Tunnel.start(relay.port(), new String[] {"--targets.allow=127.0.0.0/8"}, localFlags);
    relay.target(tunnel.serverPort);
  }

  private void startWithReady(int count) throws Exception {
    start("--tunnel.ready=" + count);
    await().atMost(Duration.ofSeconds(20)).until(() -> relay.open() == count);
  }

  private void harmOpen(Toxic up, Toxic down) {
    relay.setOpen(Direction.UP, up);
    relay.setOpen(Direction.DOWN, down);
  }

  private void harm(Toxic both) {
    relay.set(Direction.UP, both);
    relay.set(Direction.DOWN, both);
  }

  @AfterEach
  void stop() throws Exception {
    tunnel.close();
    relay.close();
  }

  private Socket connect(int port) throws IOException {
    var proxy = new InetSocketAddress("127.0.0.1", tunnel.socksPort);
    var socket = new Socket(new Proxy(Proxy.Type.SOCKS, proxy));
    socket.setSoTimeout(30_000);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    return socket;
  }

  private static void echo(Socket socket) throws IOException {
    socket.getOutputStream().write(7);
    assertEquals(7, socket.getInputStream().read());
  }

  private Duration timeOfEcho(int port) throws IOException {
    long start = System.nanoTime();
    try (Socket socket = connect(port)) {
      echo(socket);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static void assertSoon(Duration time) {
    assertTrue(time.compareTo(SOON) < 0, time + "");
  }

  @Test
  void f1RequestsInARowAreServedAlthoughTheReadyConnectionsDied() throws Exception {
    startWithReady(2);
    try (var target = new EchoTarget()) {
      harmOpen(DARK, DARK);
      for (int i = 0; i < 4; i++) {
        assertSoon(timeOfEcho(target.port()));
      }
    }
  }

  @Test
  void f1SixtyFourRequestsAtOnceOnSixtyFourDeadConnectionsAreServedOnceEach() throws Exception {
    startWithReady(64);
    try (var target = new EchoTarget();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      harmOpen(DARK, DARK);
      List<Callable<Duration>> requests = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        requests.add(() -> timeOfEcho(target.port()));
      }
      for (Future<Duration> one : threads.invokeAll(requests)) {
        assertSoon(one.get());
      }
      assertEquals(64, target.accepted());
    }
  }

  /** The first request arrives later than the second: the server takes it for repeated. */
  @Test
  void f1ARequestThatIsLateDoesNotReachItsTargetTwice() throws Exception {
    startWithReady(1);
    try (var target = new EchoTarget()) {
      harmOpen(LATE, Toxic.NONE);
      try (Socket socket = connect(target.port())) {
        echo(socket);
        await().during(Duration.ofSeconds(4)).until(() -> target.accepted() == 1);
        echo(socket);
      }
    }
  }

  /** The server has the first request, and its answer is late: the second is the repeated one. */
  @Test
  void f1AnAnswerThatIsLateIsTheOneThatCounts() throws Exception {
    startWithReady(1);
    try (var target = new EchoTarget()) {
      harmOpen(Toxic.NONE, LATE);
      long start = System.nanoTime();
      try (Socket socket = connect(target.port())) {
        assertSoon(Duration.ofNanos(System.nanoTime() - start));
        echo(socket); // It is as late as the answer was.
      }
      assertEquals(1, target.accepted());
    }
  }

  @Test
  void f1AnAssociationIsOpenedAlthoughTheReadyConnectionsDied() throws Exception {
    startWithReady(2);
    harmOpen(DARK, DARK);
    try (var target = new UdpTarget();
        var client = new RawClient(tunnel.socksPort)) {
      long start = System.nanoTime();
      client.send("05 01 00");
      assertEquals("05 00", client.receive(2));
      client.send("05 03 00 01 00000000 0000");
      assertEquals(0, client.reply().rep());
      assertSoon(Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /** A stream that stays silent on the dead path is told within seconds, not after 100. */
  @Test
  @Tag("soak")
  void f1AnOpenStreamOnTheDeadPathIsResetSoonAfterThePathIsKnownToBeDead() throws Exception {
    startWithReady(2);
    try (var target = new EchoTarget();
        Socket open = connect(target.port())) {
      echo(open);
      await().until(() -> relay.open() >= 2);
      harmOpen(DARK, DARK);
      assertSoon(timeOfEcho(target.port()));
      assertThrows(SocketException.class, () -> open.getInputStream().read());
    }
  }

  @Test
  @Tag("soak")
  void f1AnOpenStreamOnASlowPathStays() throws Exception {
    startWithReady(2);
    try (var target = new EchoTarget();
        Socket open = connect(target.port())) {
      echo(open);
      await().until(() -> relay.open() >= 2);
      harmOpen(LATE, LATE);
      assertSoon(timeOfEcho(target.port()));
      open.setSoTimeout(12_000);
      assertThrows(SocketTimeoutException.class, () -> open.getInputStream().read());
      open.setSoTimeout(30_000);
      echo(open);
    }
  }

  /** The first request waits for the time-out; those after it are told at once. */
  @Test
  void f1InAnOutageRequestsFailAtOnceAndAreServedSoonAfterIt() throws Exception {
    start("--tunnel.ready=1", "--limits.handshake-timeout=2s");
    try (var target = new EchoTarget()) {
      assertSoon(timeOfEcho(target.port()));
      harm(DARK);
      harmOpen(DARK, DARK);
      await()
          .atMost(Duration.ofSeconds(40))
          .pollInSameThread()
          .until(() -> timeOfFailure(target.port()).toMillis() < 500);
      relay.clear();
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInSameThread()
          .ignoreExceptions()
          .until(() -> timeOfEcho(target.port()).compareTo(SOON) < 0);
    }
  }

  private Duration timeOfFailure(int port) {
    long start = System.nanoTime();
    assertThrows(IOException.class, () -> connect(port));
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
