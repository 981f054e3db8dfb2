package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Faults 11 and 24, and thousands of idle streams: inactive peers cost little and do not affect
 * others.
 */
@Timeout(240)
class SlowPeersIT {
  private static final String[] ALLOW = {"--targets.allow=127.0.0.0/8"};

  @Test
  void fault11TargetsThatNeverReadHoldNoMemory() throws Exception {
    neverRead(32);
  }

  @Test
  @Tag("soak")
  void fault11ThreeHundredTargetsThatNeverRead() throws Exception {
    neverRead(300);
  }

  /**
   * Every client pushes until nothing goes any more; what the streams hold is less than 1 MiB each.
   */
  private static void neverRead(int count) throws Exception {
    try (var deaf = new ServerSocket(0, 4096, InetAddress.getByName("127.0.0.1"));
        var echo = new EchoTarget();
        var tunnel = Tunnel.start();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      warmUp(tunnel, echo);
      long before = settledKib(tunnel);
      byte[] much = new byte[64 << 20];
      List<Socket> sockets = new ArrayList<>();
      try {
        for (int i = 0; i < count; i++) {
          Socket client = Client.connect(tunnel.socksPort, deaf.getLocalPort());
          sockets.add(client);
          sockets.add(deaf.accept());
          threads.submit(() -> {
            client.getOutputStream().write(much);
            return null;
          });
        }
        awaitStandstill(tunnel);
        long grown = settledKib(tunnel) - before;
        assertTrue(grown < 1024L * count, grown + " KiB for " + count);
        try (Socket other = Client.connect(tunnel.socksPort, echo.port())) {
          assertTrue(Client.echoes(other));
        }
      } finally {
        for (Socket one : sockets) {
          one.close();
        }
      }
    }
  }

  /** Enough streams to have been all over the young generation, which is there from the start. */
  private static void warmUp(Tunnel tunnel, EchoTarget echo) throws IOException {
    for (int i = 0; i < 500; i++) {
      try (Socket stream = Client.connect(tunnel.socksPort, echo.port())) {
        stream.getOutputStream().write(new byte[100_000]);
        stream.getInputStream().readNBytes(100_000);
      }
    }
  }

  /** What both hold when the compilers' memory has gone back, some seconds after they were done. */
  private static long settledKib(Tunnel tunnel) {
    var least = new AtomicLong(Long.MAX_VALUE);
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .during(3, TimeUnit.SECONDS)
        .until(() -> {
          long now = tunnel.local().residentKib() + tunnel.server().residentKib();
          return now + 1024 > least.getAndAccumulate(now, Math::min);
        });
    return least.get();
  }

  private static void awaitStandstill(Tunnel tunnel) {
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> {
          var before = tunnel.local().cpuTime().plus(tunnel.server().cpuTime());
          Thread.sleep(500);
          return tunnel.local().cpuTime().plus(tunnel.server().cpuTime()).minus(before).toMillis()
              < 150;
        });
  }

  /** A full backlog: the target's system says nothing to further connects. */
  @Test
  void fault24ATargetThatStallsInConnectIsAnsweredInTime() throws Exception {
    try (var full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        var tunnel =
            Tunnel.start(
                0, new String[] {ALLOW[0], "--limits.connect-timeout=1s"}, new String[0])) {
      List<Socket> backlog = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        backlog.add(new Socket("127.0.0.1", full.getLocalPort()));
      }
      long start = System.nanoTime();
      try (Socket client = Client.raw(tunnel.socksPort)) {
        assertEquals(4, Client.request(client, new byte[] {1, 127, 0, 0, 1}, full.getLocalPort()));
      }
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis < 10_000, millis + " ms");
      for (Socket one : backlog) {
        one.close();
      }
    }
  }

  @Test
  void idleStreamsLiveOn() throws Exception {
    idle(200);
  }

  @Test
  @Tag("soak")
  void nineThousandIdleStreamsLiveOn() throws Exception {
    idle(9000);
  }

  private static void idle(int count) throws Exception {
    try (var target = new EchoTarget();
        var tunnel = Tunnel.start();
        var threads = Executors.newFixedThreadPool(50, Thread.ofVirtual().factory())) {
      long before = tunnel.local().residentKib() + tunnel.server().residentKib();
      List<Callable<Socket>> opening = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        opening.add(() -> Client.connect(tunnel.socksPort, target.port()));
      }
      List<Socket> streams = new ArrayList<>();
      for (Future<Socket> one : threads.invokeAll(opening)) {
        streams.add(one.get());
      }
      long grown = tunnel.local().residentKib() + tunnel.server().residentKib() - before;
      System.out.println(
          count + " idle streams: " + grown / count + " KiB each at both ends together");
      boolean[] alive = new boolean[count];
      boolean[] all = new boolean[count];
      for (int i = 0; i < count; i++) {
        alive[i] = Client.echoes(streams.get(i));
        all[i] = true;
      }
      assertArrayEquals(all, alive);
      for (Socket one : streams) {
        one.close();
      }
      Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> target.open() == 0);
    }
  }
}
