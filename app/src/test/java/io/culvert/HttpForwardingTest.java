package io.culvert;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.proxy.CloseReason;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests in absolute-form over connections that are kept. */
@Timeout(60)
class HttpForwardingTest extends HttpOverTunnel {
  @Test
  void reportF2TheSecondRequestGoesToTheSameConnectionOfTheOrigin() throws Exception {
    try (HttpPeer peer = keptOrigin()) {
      for (int i = 0; i < 20; i++) {
        get("/" + i);
        String head = peer.head();
        assertTrue(head.startsWith("GET /" + i + " HTTP/1.1\r\nHost: " + site() + "\r\n"), head);
        assertFalse(head.contains("Connection"), head);
        peer.say(
            "HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Hop\r\nKeep-Alive: timeout=5\r\n"
                + "X-Hop: 1\r\nContent-Length: 2\r\n\r\nok");
        assertAnswer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      }
    }
    await().until(() -> rig.localMetrics.streamsClosed(CloseReason.DONE) == 21);
  }

  @Test
  void reportF2TheNextRequestMayBeForAnotherOrigin() throws Exception {
    try (HttpPeer first = keptOrigin();
        ServerSocket other = HttpPeer.origin()) {
      client.say("GET http://127.0.0.1:" + other.getLocalPort() + "/b HTTP/1.1\r\nHost: x\r\n\r\n");
      try (HttpPeer second = HttpPeer.accept(other)) {
        assertTrue(second.head().startsWith("GET /b "));
        assertTrue(first.isEnded(), "at most one idle connection");
        second.say(ok("b"));
        assertAnswer(ok("b"));
      }
      get("/again");
      try (HttpPeer again = HttpPeer.accept(origin)) {
        again.head();
        again.say(ok("c"));
        assertAnswer(ok("c"));
      }
    }
  }

  @Test
  void reportF2NtlmsThreeLegsRunOverOneConnection() throws Exception {
    client.say(head("POST /", "Authorization: NTLM 1", "Content-Length: 0"));
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      assertTrue(peer.head().contains("Authorization: NTLM 1\r\n"));
      peer.say("HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM 2\r\nContent-Length: 2\r\n\r\nno");
      assertTrue(client.head().contains("WWW-Authenticate: NTLM 2\r\n"));
      client.read(2);
      client.say(head("POST /", "Authorization: NTLM 3", "Content-Length: 4") + "body");
      assertTrue(peer.head().contains("Authorization: NTLM 3\r\n"));
      assertEquals("body", peer.read(4));
      peer.say(ok("in"));
      assertAnswer(ok("in"));
    }
  }

  @Test
  void reportF2PipelinedRequestsAreAnsweredInOrder() throws Exception {
    var all = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      all.append(head("POST /" + i, "Content-Length: 1")).append(i);
    }
    client.say(all.toString());
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      for (int i = 0; i < 10; i++) {
        assertTrue(peer.head().startsWith("POST /" + i + " "));
        assertEquals("" + i, peer.read(1));
        peer.say(ok("answer " + i));
      }
    }
    for (int i = 0; i < 10; i++) {
      assertAnswer(ok("answer " + i));
    }
  }

  @Test
  void reportF2AClientThatEndsBehindItsRequestsGetsAllAnswers() throws Exception {
    client.say(head("GET /a") + head("GET /b"));
    client.socket().shutdownOutput();
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      peer.head();
      peer.say(ok("a"));
      peer.head();
      peer.say(ok("b"));
      assertEquals(ok("a") + ok("b"), client.readAll());
      assertTrue(peer.isEnded());
    }
  }

  @Test
  void reportF2AClientThatWantsToCloseIsToldThatItIsClosed() throws Exception {
    client.say(head("GET /", "Connection: close"));
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      assertTrue(peer.head().contains("Connection: close\r\n"));
      peer.say(ok("x"));
      String answer = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx";
      assertEquals(answer, client.readAll());
      assertTrue(peer.isEnded());
    }
  }

  @Test
  void reportF2AnOriginThatClosesDoesNotCloseTheClient() throws Exception {
    get("/");
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      peer.head();
      peer.say("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx");
      assertAnswer(ok("x"));
      assertTrue(peer.isEnded());
    }
    keptOrigin().close();
  }

  @Test
  void reportF2AResponseThatEndsWithItsConnectionEndsTheClientsToo() throws Exception {
    get("/");
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      peer.head();
      peer.say("HTTP/1.1 200 OK\r\n\r\nto the");
      assertEquals("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", client.head());
      assertEquals("to the", client.read(6));
      peer.say(" end");
      peer.close();
      assertEquals(" end", client.readAll());
    }
  }

  @Test
  void reportF2ResponsesWithoutContent() throws Exception {
    try (HttpPeer peer = keptOrigin()) {
      client.say(head("HEAD /h"));
      peer.head();
      peer.say("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
      assertAnswer("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
      for (String status : new String[] {"204 No Content", "304 Not Modified"}) {
        get("/");
        peer.head();
        peer.say("HTTP/1.1 " + status + "\r\nETag: x\r\n\r\n");
        assertAnswer("HTTP/1.1 " + status + "\r\nETag: x\r\n\r\n");
      }
    }
    keptOrigin().close();
  }

  @Test
  void reportF2AClientWaitsForContinue() throws Exception {
    client.say(head("POST /", "Expect: 100-continue", "Content-Length: 4"));
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      assertTrue(peer.head().contains("Expect: 100-continue\r\n"));
      peer.say("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
      assertEquals("HTTP/1.1 103 Early Hints\r\n\r\n", client.head());
      assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.head());
      client.say("body");
      assertEquals("body", peer.read(4));
      peer.say(ok("x"));
      assertAnswer(ok("x"));
    }
  }

  @Test
  void reportF2AClientOfHttp10GetsTheLastResponseOnly() throws Exception {
    client.say("GET http://" + site() + "/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      assertTrue(peer.head().startsWith("GET / HTTP/1.0\r\n"));
      peer.say("HTTP/1.1 100 Continue\r\n\r\n" + ok("x"));
      String answer = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx";
      assertEquals(answer, client.readAll());
    }
  }

  @Test
  void reportF2TrailersPassBothWays() throws Exception {
    String chunks = "3;a=b\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n";
    String coding = "Transfer-Encoding: chunked";
    client.say(head("POST /", coding, "Trailer: X-Sum") + chunks);
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      assertTrue(peer.head().contains("Trailer: X-Sum\r\n"));
      assertEquals(chunks, peer.read(chunks.length()));
      String answer = "HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\n" + coding + "\r\n\r\n" + chunks;
      peer.say(answer);
      assertAnswer(answer);
    }
    keptOrigin().close();
  }

  @Test
  void reportF2AnIdleConnectionDoesNotDelayAStop() throws Exception {
    HttpPeer peer = keptOrigin();
    rig.local.drain(Duration.ofMinutes(1));
    assertTrue(client.isEnded());
    assertTrue(peer.isEnded());
    peer.close();
    await().atMost(Duration.ofSeconds(8)).until(() -> rig.openAtLocal() == 0);
  }

  @Test
  void reportF2AConnectMayFollow() throws Exception {
    try (HttpPeer kept = keptOrigin()) {
      client.say("CONNECT " + site() + " HTTP/1.1\r\nHost: " + site() + "\r\n\r\nearly");
      try (HttpPeer peer = HttpPeer.accept(origin)) {
        assertEquals("HTTP/1.1 200 Connection established\r\n\r\n", client.head());
        assertEquals("early", peer.read(5));
        peer.say("banner");
        peer.socket().shutdownOutput();
        assertEquals("banner", client.readAll());
      }
      assertThrows(SocketException.class, kept::isEnded);
    }
  }

  @Test
  void reportF2AFurtherRequestIsJudgedLikeTheFirst() throws Exception {
    keptOrigin();
    client.say("\5\1\0\r\n");
    assertTrue(client.readAll().startsWith("HTTP/1.1 400 "));
  }

  @Test
  void client11CredentialsThatNobodyAskedForAreTakenAndGoNoFurther() throws Exception {
    client.say(head("GET /", "Proxy-Authorization: Basic YWxpOnNlc2FtZQ=="));
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      assertFalse(peer.head().contains("Proxy-Authorization"));
      peer.say(ok("x"));
      assertAnswer(ok("x"));
    }
  }

  @Test
  void client12AnIpv6AddressWithoutBracketsIsJudgedAsOne() throws Exception {
    client.say("CONNECT ::1:80 HTTP/1.1\r\nHost: ::1:80\r\n\r\n");
    assertTrue(client.readAll().startsWith("HTTP/1.1 403 "));
  }
}
