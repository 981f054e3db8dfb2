package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cases 90 to 96: HTTP CONNECT (RFC 9110 section 9.3.6) and requests in absolute-form. */
class ChecklistHttpIT {
  private static final Duration A_MOMENT = Duration.ofMillis(400);
  private static final String CONNECTED = "HTTP/1\\.1 200 [^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n";

  private static Tunnel tunnel;
  private static TcpTarget target;

  @BeforeAll
  static void start() throws Exception {
    target = new TcpTarget();
    tunnel =
        Tunnel.start(
            0,
            new String[] {
              "--targets.allow=127.0.0.1/32",
              "--limits.connect-timeout=1s",
              "--targets.deny-ports=[25, 7777]"
            },
            new String[] {"--limits.negotiation-timeout=2s"});
  }

  @AfterAll
  static void stop() throws Exception {
    tunnel.close();
    target.close();
  }

  private static RawClient client() throws IOException {
    return new RawClient(tunnel.socksPort);
  }

  private static String connect(String authority, String... fields) {
    String head = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
    return head + String.join("", fields) + "\r\n";
  }

  private static String target() {
    return "127.0.0.1:" + target.port();
  }

  private static String answerTo(String request) throws IOException {
    try (var client = client()) {
      return client.sendText(request).restText();
    }
  }

  private static void assertStatus(String status, String request) throws IOException {
    String answer = answerTo(request);
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), request + " got " + answer);
    assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
  }

  private static RawClient connected() throws IOException {
    RawClient client = client().sendText(connect(target()));
    assertTrue(client.httpHeader().matches(CONNECTED));
    return client;
  }

  @Test
  void case90ConnectNeedsHostAndPort() throws Exception {
    for (String authority :
        new String[] {
          "127.0.0.1", "127.0.0.1:", ":80", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:-1",
          "127.0.0.1:8o", "/", "*", "http://127.0.0.1:80/", "::1", "a@127.0.0.1:80"
        }) {
      assertStatus("400", "CONNECT " + authority + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }
  }

  @Test
  void case91TheTunnelBeginsAtTheEmptyLine() throws Exception {
    try (var client = client()) {
      String head = client.sendText(connect(target())).httpHeader();
      assertTrue(head.matches(CONNECTED), head);
      assertFalse(head.toLowerCase().contains("content-length"), head);
      assertFalse(head.toLowerCase().contains("transfer-encoding"), head);
      try (Socket accepted = target.accept()) {
        TcpTarget.send(accepted, "hello");
        assertEquals("hello", client.receiveText(5));
        client.sendText("and back");
        assertEquals("and back", TcpTarget.read(accepted, 8));
      }
    }
  }

  @Test
  void case91ConnectMayArriveOctetByOctet() throws Exception {
    try (var client = client()) {
      client.dribble(Wire.ascii(connect(target())));
      assertTrue(client.httpHeader().matches(CONNECTED));
      target.accept().close();
    }
  }

  @Test
  void case92FailuresHaveTheirStatus() throws Exception {
    assertStatus("502", connect("127.0.0.1:" + Image.freePort()));
    assertStatus("502", connect("nowhere.invalid:80"));
    assertStatus("403", connect("10.0.0.1:80"));
    assertStatus("403", connect("127.0.0.1:7777"));
    assertStatus(
        "502",
        "GET http://127.0.0.1:" + Image.freePort() + "/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    assertStatus("403", "GET http://10.0.0.1/ HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n");
  }

  @Test
  void f9ATargetThatDoesNotAnswerInTimeIs504() throws Exception {
    try (var silent = new SilentTarget("127.0.0.1", 0)) {
      String target = "127.0.0.1:" + silent.port();
      assertStatus("504", connect(target));
      assertStatus("504", "GET http://" + target + "/ HTTP/1.1\r\nHost: " + target + "\r\n\r\n");
    }
  }

  @Test
  void case92WithoutCredentialsAuthenticationIsAskedFor() throws Exception {
    try (var users = new UsersFile().add("ali", "open sesame");
        var local = OtherLocal.start(tunnel.link, users.flag())) {
      String wrong = credentials("ali", "open sesam");
      for (String request :
          new String[] {
            connect(target()),
            connect(target(), wrong),
            connect(target(), "Proxy-Authorization: Bearer abc\r\n"),
            connect(target(), "Proxy-Authorization: Basic !!\r\n"),
            "GET http://" + target() + "/ HTTP/1.1\r\nHost: " + target() + "\r\n\r\n"
          }) {
        try (var client = new RawClient(local.socksPort)) {
          String answer = client.sendText(request).restText();
          assertTrue(answer.startsWith("HTTP/1.1 407 "), answer);
          assertTrue(answer.contains("\r\nProxy-Authenticate: Basic realm="), answer);
        }
      }
      assertFalse(target.reachedWithin(A_MOMENT));
      try (var client = new RawClient(local.socksPort)) {
        client.sendText(connect(target(), credentials("ali", "open sesame")));
        assertTrue(client.httpHeader().matches(CONNECTED));
        target.accept().close();
      }
    }
  }

  private static String credentials(String user, String password) {
    String pair = Base64.getEncoder().encodeToString(Wire.ascii(user + ":" + password));
    return "Proxy-Authorization: Basic " + pair + "\r\n";
  }

  @Test
  void case93OctetsBehindTheHeaderBelongToTheTunnel() throws Exception {
    try (var client = client()) {
      client.sendText(connect(target()) + "early octets").finish();
      try (Socket accepted = target.accept()) {
        assertEquals("early octets", TcpTarget.rest(accepted));
      }
      assertTrue(client.httpHeader().matches(CONNECTED));
    }
  }

  /** What was meant for a tunnel must not be read as the next request. */
  @Test
  void case93AfterAFailedConnectNothingMoreIsRead() throws Exception {
    String next = "GET http://" + target() + "/ HTTP/1.1\r\nHost: " + target() + "\r\n\r\n";
    String answer = answerTo(connect("127.0.0.1:" + Image.freePort()) + next);
    assertTrue(answer.startsWith("HTTP/1.1 502 "), answer);
    assertEquals(answer.indexOf("HTTP/1.1 "), answer.lastIndexOf("HTTP/1.1 "));
    assertFalse(target.reachedWithin(A_MOMENT));
  }

  @Test
  void case94AHeaderTooLongIsRefused() throws Exception {
    assertStatus("431", connect(target(), "X: " + "a".repeat(20_000) + "\r\n"));
    assertStatus("431", connect(target(), "X: a\r\n".repeat(4_000)));
    assertStatus("414", "GET http://" + target() + "/" + "a".repeat(20_000) + " HTTP/1.1\r\n\r\n");
    assertFalse(target.reachedWithin(A_MOMENT));
  }

  @Test
  void case94ALongHeaderWithinTheLimitIsTaken() throws Exception {
    try (var client = client()) {
      client.sendText(connect(target(), "X: " + "a".repeat(7_500) + "\r\n"));
      assertTrue(client.httpHeader().matches(CONNECTED));
      target.accept().close();
    }
  }

  @Test
  void case94AHeaderHasADeadlineHoweverItDrips() throws Exception {
    try (var client = client()) {
      long start = System.nanoTime();
      client.sendText("CONNECT " + target() + " HTTP/1.1\r\n");
      int sent = 0;
      while (sent < 100 && client.silentFor(Duration.ofMillis(100))) {
        client.sendText(sent++ % 2 == 0 ? "X:\r" : "\n");
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      assertTrue(seconds > 1.5 && seconds < 7, "ended after " + seconds + " s");
    }
  }

  @Test
  void case94WhatTwoReadersCouldReadDifferentlyIsRefused() throws Exception {
    for (String request :
        new String[] {
          connect(target(), "Host: " + target() + "\r\n"),
          "CONNECT " + target() + " HTTP/1.1\nHost: " + target() + "\n\n",
          "CONNECT " + target() + " HTTP/1.1\r\nHost: " + target() + "\n\r\n",
          connect(target(), "X: a\0b\r\n"),
          connect(target(), "X: a\rb\r\n"),
          connect(target(), "X : a\r\n"),
          connect(target(), " folded\r\n"),
          connect(target(), "no colon\r\n"),
          connect(target(), ": no name\r\n"),
          "CONNECT  " + target() + " HTTP/1.1\r\n\r\n",
          "CONNECT " + target() + "\r\n\r\n",
          "POST http://"
              + target()
              + "/ HTTP/1.1\r\nHost: "
              + target()
              + "\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "POST http://"
              + target()
              + "/ HTTP/1.1\r\nHost: "
              + target()
              + "\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
          "POST http://"
              + target()
              + "/ HTTP/1.1\r\nHost: "
              + target()
              + "\r\nContent-Length: +1\r\n\r\na"
        }) {
      assertStatus("400", request);
    }
    assertFalse(target.reachedWithin(A_MOMENT));
  }

  @Test
  void case94EveryCutEndsWithoutATarget() throws Exception {
    String request = connect(target());
    for (int length = 1; length < request.length(); length++) {
      String cut = request.substring(0, length);
      try (var client = client()) {
        String answer = client.sendText(cut).finish().restText();
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 400 "), answer);
      }
    }
    assertFalse(target.reachedWithin(A_MOMENT));
  }

  @Test
  void case95TargetsAreRestrictedAsForSocks() throws Exception {
    for (String authority :
        new String[] {
          "127.0.0.2:80", "[::1]:80", "::1:80", "169.254.169.254:80", "0.0.0.0:80", "127.0.0.1:25"
        }) {
      assertStatus("403", connect(authority));
    }
    assertStatus("501", "GET ftp://127.0.0.1/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  }

  @Test
  void case96WhatIsOutstandingAtOneSidesEndIsStillDelivered() throws Exception {
    try (var client = connected();
        Socket accepted = target.accept()) {
      client.sendText("the last words".repeat(50_000)).finish();
      assertEquals("the last words".repeat(50_000), TcpTarget.rest(accepted));
      TcpTarget.send(accepted, "an answer".repeat(50_000));
      accepted.close();
      assertEquals("an answer".repeat(50_000), client.restText());
    }
  }

  @Test
  void case96AResetIsAReset() throws Exception {
    try (var client = connected()) {
      Socket accepted = target.accept();
      accepted.setSoLinger(true, 0);
      accepted.close();
      assertThrows(SocketException.class, client::rest);
    }
  }

  @Test
  void aRequestInAbsoluteFormIsSentOnInOriginForm() throws Exception {
    try (var client = client()) {
      client.sendText(
          "POST http://"
              + target()
              + "/path?query HTTP/1.1\r\nHost: "
              + target()
              + "\r\nProxy-Connection: keep-alive\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\n"
              + "X-End: 2\r\nProxy-Authorization: Basic YTpi\r\nContent-Length: 7\r\n\r\ncontent");
      try (Socket accepted = target.accept()) {
        String head = TcpTarget.header(accepted);
        assertTrue(head.startsWith("POST /path?query HTTP/1.1\r\n"), head);
        assertTrue(head.contains("\r\nHost: " + target() + "\r\n"), head);
        assertTrue(head.contains("\r\nX-End: 2\r\n"), head);
        for (String hop : new String[] {"proxy-connection", "proxy-authorization", "x-hop:"}) {
          assertFalse(head.toLowerCase().contains(hop), head);
        }
        assertEquals("content", TcpTarget.read(accepted, 7));
        TcpTarget.send(accepted, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer");
        accepted.shutdownOutput();
        assertTrue(client.restText().endsWith("\r\n\r\nanswer"));
      }
    }
  }
}
