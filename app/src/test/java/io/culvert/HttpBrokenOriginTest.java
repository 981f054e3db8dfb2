package io.culvert;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.proxy.CloseReason;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Origins that answer early, wrongly, in part or not at all, and clients that do likewise. */
@Timeout(60)
class HttpBrokenOriginTest extends HttpOverTunnel {
  @Test
  void reportF2AnEarlyResponseOfAnOriginThatClosesEndsTheRequest() throws Exception {
    client.say(head("POST /", "Content-Length: 1000000") + "begun");
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      peer.head();
      peer.say("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
      String answer = "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";
      assertEquals(answer, client.readAll());
    }
  }

  @Test
  void reportF2AnOriginThatAnswersEarlyAndReadsOnGetsTheWholeRequest() throws Exception {
    client.say(head("POST /", "Content-Length: 8") + "begu");
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      peer.head();
      peer.say(ok("early"));
      assertAnswer(ok("early"));
      client.say("n it");
      assertEquals("begun it", peer.read(8));
      get("/next");
      assertTrue(peer.head().startsWith("GET /next "));
      peer.say(ok("x"));
      assertAnswer(ok("x"));
    }
  }

  @Test
  void reportF2AnOriginThatStopsReadingIsHeardAllTheSame() throws Exception {
    byte[] part = new byte[1 << 16];
    client.say(head("POST /", "Content-Length: 100000000"));
    var upload = Thread.ofVirtual().start(() -> upload(part));
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      peer.head();
      peer.say("HTTP/1.1 401 Who\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
      peer.socket().shutdownOutput();
      assertTrue(client.head().startsWith("HTTP/1.1 401 "));
      assertEquals("no", client.read(2));
    }
    client.close();
    upload.join();
  }

  private void upload(byte[] part) {
    try {
      for (int i = 0; i < 1500; i++) {
        client.socket().getOutputStream().write(part);
      }
    } catch (IOException e) {
      // The proxy has heard enough.
    }
  }

  @Test
  void reportF2BothLengthsInAResponseAre502() throws Exception {
    get("/");
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      peer.head();
      peer.say(
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
      String answer = client.readAll();
      assertTrue(answer.startsWith("HTTP/1.1 502 "), answer);
      assertTrue(answer.contains("Connection: close\r\n"), answer);
      assertFalse(answer.contains("200 OK"), answer);
    }
  }

  @Test
  void reportF2WhatIsNoResponseIs502() throws Exception {
    for (String text :
        new String[] {"SSH-2.0-x\r\n", "HTTP/1.1 200 OK\r\nX", "HTTP/1.1 101 X\r\n\r\n", ""}) {
      client = HttpPeer.of(rig.socks());
      get("/");
      try (HttpPeer peer = HttpPeer.accept(origin)) {
        peer.head();
        peer.say(text);
        peer.socket().shutdownOutput();
        String answer = client.readAll();
        assertTrue(answer.startsWith("HTTP/1.1 502 "), answer);
      }
    }
  }

  @Test
  void reportF2AResponseThatIsCutIsAnErrorAndNeverAShorterOne() throws Exception {
    for (String cut :
        new String[] {
          "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\npart",
        }) {
      client = HttpPeer.of(rig.socks());
      get("/");
      try (HttpPeer peer = HttpPeer.accept(origin)) {
        peer.head();
        peer.say(cut);
        client.head();
        peer.close();
        assertThrows(SocketException.class, client::readAll, cut);
      }
    }
  }

  @Test
  void reportF2AResetInTheMiddleIsOneForTheClient() throws Exception {
    get("/");
    HttpPeer peer = HttpPeer.accept(origin);
    peer.head();
    peer.say("HTTP/1.1 200 OK\r\n\r\npart");
    client.head();
    peer.reset();
    assertThrows(SocketException.class, client::readAll);
  }

  @Test
  void reportF2AnIdleOriginThatEndsIsReplaced() throws Exception {
    for (String method : new String[] {"GET", "POST"}) {
      HttpPeer first = keptOrigin();
      first.socket().shutdownOutput();
      assertTrue(first.isEnded());
      first.close();
      client.say(head(method + " /", "Content-Length: 0"));
      try (HttpPeer second = HttpPeer.accept(origin)) {
        assertTrue(second.head().startsWith(method + " / "));
        second.say(ok("x"));
        assertAnswer(ok("x"));
      }
    }
  }

  @Test
  void reportF2ARequestThatMetADyingOriginIsRepeatedIfItMayBe() throws Exception {
    HttpPeer first = keptOrigin();
    get("/again");
    assertTrue(first.head().startsWith("GET /again "));
    first.close();
    try (HttpPeer second = HttpPeer.accept(origin)) {
      assertTrue(second.head().startsWith("GET /again "));
      second.say(ok("x"));
      assertAnswer(ok("x"));
    }
  }

  @Test
  void reportF2ARequestThatMetADyingOriginIsNotRepeatedIfItMightHaveDoneSomething()
      throws Exception {
    HttpPeer first = keptOrigin();
    client.say(head("POST /", "Content-Length: 0"));
    first.head();
    first.close();
    assertTrue(client.readAll().startsWith("HTTP/1.1 502 "));
    origin.setSoTimeout(200);
    assertThrows(IOException.class, () -> HttpPeer.accept(origin));
  }

  @Test
  void reportF2WhatStandsBehindAResponseIsNoOthersAnswer() throws Exception {
    get("/a");
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      peer.head();
      peer.say(ok("a") + ok("poison"));
      assertAnswer(ok("a"));
      get("/b");
      try (HttpPeer fresh = HttpPeer.accept(origin)) {
        assertTrue(fresh.head().startsWith("GET /b "));
        fresh.say(ok("b"));
        assertAnswer(ok("b"));
      }
    }
  }

  @Test
  void reportF2AClientThatLeavesWhileItWaitsIsNoticed() throws Exception {
    get("/slow");
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      peer.head();
      client.reset();
      assertThrows(SocketException.class, peer::isEnded);
    }
    await().until(() -> rig.localMetrics.streamsClosed(CloseReason.CLIENT_RESET) == 1);
  }

  @Test
  void reportF9ATargetThatRefusesIs502() throws Exception {
    int port = origin.getLocalPort();
    origin.close();
    client.say("GET http://127.0.0.1:" + port + "/ HTTP/1.1\r\nHost: x\r\n\r\n");
    String answer = client.readAll();
    assertTrue(answer.startsWith("HTTP/1.1 502 "), answer);
    assertTrue(answer.endsWith("The target refused the connection.\n"), answer);
  }

  @Test
  void pressure11ChunksThatAreNoneAre400() throws Exception {
    for (String chunks : new String[] {"3 3\r\nabc\r\n0\r\n\r\n", "0\r\nno trailer\r\n\r\n"}) {
      client = HttpPeer.of(rig.socks());
      client.say(head("POST /", "Transfer-Encoding: chunked") + chunks);
      try (HttpPeer peer = HttpPeer.accept(origin)) {
        assertTrue(client.readAll().startsWith("HTTP/1.1 400 "), chunks);
        peer.head();
        assertThrows(SocketException.class, peer::readAll);
      }
    }
    await().until(() -> rig.localMetrics.streamsClosed(CloseReason.MALFORMED_REQUEST) == 2);
  }

  @Test
  void reportF2AnEarlyAnswerWithOctetsBehindItLeavesNothingToMisread() throws Exception {
    client.say(head("POST /", "Content-Length: 100") + "begun");
    try (HttpPeer peer = HttpPeer.accept(origin)) {
      peer.head();
      peer.say(ok("a") + ok("poison"));
      assertAnswer(ok("a"));
      assertTrue(client.isEnded());
    }
    await().atMost(Duration.ofSeconds(8)).until(() -> rig.openAtLocal() == 0);
  }
}
