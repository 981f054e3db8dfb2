package io.culvert.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fault 23: an association and both of its sockets end with the client's TCP connection. */
@Timeout(120)
class DatagramLeakIT {
  @Test
  void fault23AssociationsEndWithTheirClients() throws Exception {
    leave(100);
  }

  @Test
  @Tag("soak")
  void fault23AThousandAssociationsEndWithTheirClients() throws Exception {
    leave(1000);
  }

  private static void leave(int count) throws Exception {
    var server = Meters.onAFreePort();
    var local = Meters.onAFreePort();
    try (var target = new UdpTarget();
        var tunnel =
            Tunnel.start(
                0,
                new String[] {"--targets.allow=127.0.0.0/8", server.flag()},
                new String[] {local.flag(), "--tunnel.ready=0", "--tunnel.ready-max=0"})) {
      use(UdpClient.associate(tunnel.socksPort), target).close();
      awaitNone(server, local);
      int atServer = tunnel.server().descriptors();
      int atLocal = tunnel.local().descriptors();
      List<UdpClient> clients = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        clients.add(use(UdpClient.associate(tunnel.socksPort), target));
      }
      assertEquals(count, server.value("culvert_udp_associations"));
      assertEquals(count, local.value("culvert_udp_associations"));
      assertTrue(tunnel.local().descriptors() >= atLocal + 2 * count);
      end(clients);
      awaitNone(server, local);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            assertTrue(tunnel.server().descriptors() <= atServer + 5, "server");
            assertTrue(tunnel.local().descriptors() <= atLocal + 5, "local");
          });
    }
  }

  private static UdpClient use(UdpClient client, UdpTarget target) throws Exception {
    client.send(target.address(), "there");
    assertEquals("there", target.receive().text());
    return client;
  }

  /** Half of them as a killed program's connections end. */
  private static void end(List<UdpClient> clients) throws Exception {
    for (int i = 0; i < clients.size(); i++) {
      if (i % 2 == 0) {
        clients.get(i).control().reset();
      }
      clients.get(i).close();
    }
  }

  private static void awaitNone(Meters server, Meters local) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          assertEquals(0, server.value("culvert_udp_associations"));
          assertEquals(0, local.value("culvert_udp_associations"));
        });
  }
}
