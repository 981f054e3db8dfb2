package io.culvert.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.chaos.ChaosRelay;
import io.culvert.chaos.ChaosRelay.Direction;
import io.culvert.chaos.Toxics;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Faults 3, 14 and 15: a server restart, a path that drops all packets, and a stop during
 * transfers.
 */
@Timeout(240)
class LifeCycleIT {
  private static final String[] ALLOW = {"--targets.allow=127.0.0.0/8"};

  @Test
  void fault14ClientsAreBackSoonAfterTheServer() throws Exception {
    restart(100);
  }

  @Test
  @Tag("soak")
  void fault14AThousandClientsAreBackSoonAfterTheServer() throws Exception {
    restart(1000);
  }

  private static void restart(int count) throws Exception {
    var meters = Meters.onAFreePort();
    try (var target = new EchoTarget();
        var tunnel = Tunnel.start(0, new String[] {ALLOW[0], meters.flag()}, new String[0]);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Socket> streams = open(threads, tunnel, target, count);
      tunnel.server().kill();
      for (Socket one : streams) {
        assertThrows(SocketException.class, () -> one.getInputStream().read());
        one.close();
      }
      await().until(() -> target.open() == 0);
      List<Future<Socket>> returning = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        returning.add(threads.submit(() -> comeBack(tunnel, target)));
      }
      tunnel.startServer();
      long start = System.nanoTime();
      for (Future<Socket> one : returning) {
        one.get().close();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      assertTrue(seconds < 15, seconds + " s");
      assertEquals(0, meters.handshakes("replay"));
      assertTrue(meters.handshakes("accepted") < 3 * count, "a storm of handshakes");
      // In all that time the local said about once in ten seconds what is wrong.
      assertTrue(tunnel.local().err().lines().count() < 10, tunnel.local().err());
    }
  }

  private static List<Socket> open(
      ExecutorService threads, Tunnel tunnel, EchoTarget target, int count) throws Exception {
    List<Callable<Socket>> opening = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      opening.add(() -> Client.connect(tunnel.socksPort, target.port()));
    }
    List<Socket> streams = new ArrayList<>();
    for (Future<Socket> one : threads.invokeAll(opening)) {
      streams.add(one.get());
    }
    return streams;
  }

  /** An application that tries again, a second or so apart. */
  private static Socket comeBack(Tunnel tunnel, EchoTarget target) throws InterruptedException {
    while (true) {
      try {
        Socket stream = Client.connect(tunnel.socksPort, target.port());
        if (Client.echoes(stream)) {
          return stream;
        }
        stream.close();
      } catch (IOException e) {
        // The local says that there is no server yet.
      }
      Thread.sleep(ThreadLocalRandom.current().nextInt(500, 1500));
    }
  }

  /** Power loss: nothing arrives any more, and nobody says so. */
  @Test
  @Tag("soak")
  void fault3ADarkPathIsNoticedByBothEnds() throws Exception {
    try (var relay = new ChaosRelay(3);
        var target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        var tunnel = Tunnel.start(relay.port(), ALLOW, new String[0])) {
      relay.target(tunnel.serverPort);
      try (Socket client = Client.connect(tunnel.socksPort, target.getLocalPort());
          Socket accepted = target.accept()) {
        relay.set(Direction.UP, Toxics.blackHoleAfter(0));
        relay.set(Direction.DOWN, Toxics.blackHoleAfter(0));
        client.setSoTimeout(130_000);
        accepted.setSoTimeout(130_000);
        long start = System.nanoTime();
        assertThrows(SocketException.class, () -> client.getInputStream().read());
        assertThrows(SocketException.class, () -> accepted.getInputStream().read());
        double seconds = (System.nanoTime() - start) / 1e9;
        assertTrue(seconds > 90 && seconds < 125, seconds + " s");
      }
    }
  }

  @Test
  void fault15WhatEndsWithinTheDrainIsWhole() throws Exception {
    Image.needs("curl");
    try (var web = new WebTarget();
        var target = new EchoTarget();
        var tunnel =
            Tunnel.start(
                0,
                new String[] {ALLOW[0], "--limits.drain-timeout=4s"},
                new String[] {"--limits.drain-timeout=4s"});
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Program.Result>> downloads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        downloads.add(() ->
            tunnel.curl(
                "-o",
                "/dev/null",
                "-w",
                "%{size_download}",
                "--limit-rate",
                "8M",
                web.url("/bytes?12000000")));
      }
      try (Socket endless = Client.connect(tunnel.socksPort, target.port())) {
        assertTrue(Client.echoes(endless));
        List<Future<Program.Result>> under = downloads.stream().map(threads::submit).toList();
        await()
            .until(
                () -> tunnel.server().cpuTime().toMillis() > 0 && web.served() == downloads.size());
        for (Program program : List.of(tunnel.server(), tunnel.local())) {
          program.signal("TERM");
        }
        await()
            .atMost(Duration.ofSeconds(2))
            .until(() -> refused(tunnel.socksPort) && refused(tunnel.serverPort));
        for (Future<Program.Result> download : under) {
          assertEquals(new Program.Result(0, "12000000", ""), download.get());
        }
        assertThrows(SocketException.class, () -> endless.getInputStream().read());
      }
      for (Program program : List.of(tunnel.local(), tunnel.server())) {
        int exitCode = program.result(Duration.ofSeconds(15)).exitCode();
        assertTrue(exitCode == 0 || exitCode == 143, "exit code " + exitCode);
      }
    }
  }

  private static boolean refused(int port) {
    try (var socket = new Socket("127.0.0.1", port)) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void fault15ASecondSignalQuits() throws Exception {
    try (var target = new EchoTarget();
        var tunnel = Tunnel.start();
        Socket stream = Client.connect(tunnel.socksPort, target.port())) {
      assertTrue(Client.echoes(stream));
      tunnel.local().signal("TERM");
      tunnel.local().awaitOutput("stopping");
      long start = System.nanoTime();
      tunnel.local().signal("TERM");
      assertEquals(143, tunnel.local().result(Duration.ofSeconds(5)).exitCode());
      assertTrue((System.nanoTime() - start) / 1e9 < 5);
      InputStream in = stream.getInputStream();
      assertThrows(SocketException.class, in::read);
    }
  }
}
