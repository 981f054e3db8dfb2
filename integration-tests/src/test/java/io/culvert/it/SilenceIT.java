package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.chaos.ChaosRelay;
import io.culvert.chaos.ChaosRelay.Direction;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Fault 2: the server answers a probe with silence for 59 s, whatever the probe sends. The tests
 * only wait, so they run concurrently with others.
 */
@Execution(ExecutionMode.CONCURRENT)
class SilenceIT {
  private record Seen(int octet, double seconds) {}

  @Test
  void everyProbeSeesTheSameSilence() throws Exception {
    var random = new Random(1);
    List<Callable<Seen>> probes = new ArrayList<>();
    try (var relay = new ChaosRelay(1);
        var target = new EchoTarget();
        var tunnel =
            Tunnel.start(
                relay.port(), new String[] {"--targets.allow=127.0.0.0/8"}, new String[0]);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int length : new int[] {1, 73, 74, 75, 300, 4000, 70_000}) {
        byte[] probe = new byte[length];
        random.nextBytes(probe);
        probes.add(() -> probe(tunnel.serverPort, probe));
      }
      relay.target(tunnel.serverPort);
      awaitStream(tunnel, target);
      byte[] captured = relay.openings(Direction.UP).getFirst();
      byte[] changed = captured.clone();
      changed[captured.length - 1] ^= 1;
      for (byte[] probe : List.of(captured, changed, java.util.Arrays.copyOf(captured, 100))) {
        probes.add(() -> probe(tunnel.serverPort, probe));
      }
      byte[] http =
          "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      probes.add(() -> probe(tunnel.serverPort, http));
      for (Future<Seen> result : threads.invokeAll(probes)) {
        Seen seen = result.get();
        assertEquals(-1, seen.octet());
        assertTrue(seen.seconds() > 58.9 && seen.seconds() < 61, seen.toString());
      }
    }
  }

  /**
   * The relay was told late where the server is; a stream shows that a first flight went through.
   */
  private static void awaitStream(Tunnel tunnel, EchoTarget target) {
    org.awaitility.Awaitility.await()
        .ignoreExceptions()
        .until(() -> {
          try (Socket stream = Client.connect(tunnel.socksPort, target.port())) {
            return Client.echoes(stream);
          }
        });
  }

  private static Seen probe(int port, byte[] bytes) throws IOException {
    long start = System.nanoTime();
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout((int) Duration.ofSeconds(70).toMillis());
      socket.getOutputStream().write(bytes);
      int octet = socket.getInputStream().read();
      return new Seen(octet, (System.nanoTime() - start) / 1e9);
    }
  }

  @Test
  void aProbeThatEndsIsEndedToo() throws Exception {
    try (var tunnel = Tunnel.start();
        var socket = new Socket("127.0.0.1", tunnel.serverPort)) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(new byte[200]);
      socket.shutdownOutput();
      assertEquals(-1, socket.getInputStream().read());
    }
  }
}
