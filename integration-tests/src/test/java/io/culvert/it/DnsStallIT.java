package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fault 10: a name server that receives queries and never answers. */
@Timeout(120)
class DnsStallIT {
  @Test
  void fault10AStalledNameServerHarmsNobodyElse() throws Exception {
    stall(30, 20);
  }

  @Test
  @Tag("soak")
  void fault10AFloodOfNamesIsBoundedToo() throws Exception {
    stall(1000, 8);
  }

  private static void stall(int names, int lookUps) throws Exception {
    try (var blackHole = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        var target = new EchoTarget();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String[] server = {
        "--targets.allow=127.0.0.0/8",
        "--dns.servers=127.0.0.1:" + blackHole.getLocalPort(),
        "--dns.timeout=2s",
        "--limits.dns-lookups=" + lookUps
      };
      try (var tunnel = Tunnel.start(0, server, new String[0]);
          Socket other = Client.connect(tunnel.socksPort, target.port())) {
        List<Callable<Integer>> asking = new ArrayList<>();
        for (int i = 0; i < names; i++) {
          byte[] name = Client.name("host" + i + ".example");
          asking.add(() -> {
            try (Socket client = Client.raw(tunnel.socksPort)) {
              return Client.request(client, name, 80);
            }
          });
        }
        long start = System.nanoTime();
        List<Future<Integer>> answers = asking.stream().map(threads::submit).toList();
        for (int i = 0; i < 20; i++) {
          assertTrue(Client.echoes(other));
          Client.connect(tunnel.socksPort, target.port()).close();
        }
        for (Future<Integer> answer : answers) {
          assertEquals(4, answer.get());
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        // Those that waited for their turn, and those that then asked in vain, have one bound for
        // both.
        assertTrue(took.toMillis() < 15_000, took.toString());
      }
    }
  }
}
