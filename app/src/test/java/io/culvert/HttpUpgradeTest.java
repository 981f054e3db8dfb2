package io.culvert;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.proxy.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that ask for another protocol, RFC 9110 section 7.8. */
@Timeout(60)
class HttpUpgradeTest extends HttpOverTunnel {
  @Test
  void reportF7AnUpgradeMakesATunnelWithTwoEnds() throws Exception {
    client.say(head("GET /chat", "Connection: Upgrade", "Upgrade: websocket") + "early");
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      String head = peer.head();
      assertTrue(head.contains("Connection: Upgrade\r\nUpgrade: websocket\r\n"), head);
      peer.say("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nfirst");
      assertEquals(
          "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
          client.head());
      assertEquals("first", client.read(5));
      assertEquals("early", peer.read(5));
      client.say("up");
      assertEquals("up", peer.read(2));
      client.socket().shutdownOutput();
      assertTrue(peer.isEnded());
      peer.say("still");
      peer.socket().shutdownOutput();
      assertEquals("still", client.readAll());
    }
    await().until(() -> rig.localMetrics.streamsClosed(CloseReason.DONE) == 1);
  }

  @Test
  void reportF7TheOriginMayEndFirst() throws Exception {
    client.say(head("GET /chat", "Connection: Upgrade", "Upgrade: websocket"));
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      peer.head();
      peer.say("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nbye");
      peer.socket().shutdownOutput();
      client.head();
      assertEquals("bye", client.readAll());
      client.say("more");
      client.socket().shutdownOutput();
      assertEquals("more", peer.readAll());
    }
  }

  @Test
  void reportF7AnotherStatusIsAnOrdinaryResponse() throws Exception {
    client.say(head("GET /chat", "Connection: Upgrade", "Upgrade: websocket"));
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      peer.head();
      peer.say(ok("no"));
      assertAnswer(ok("no"));
      get("/next");
      assertTrue(peer.head().startsWith("GET /next "));
    }
  }
}
