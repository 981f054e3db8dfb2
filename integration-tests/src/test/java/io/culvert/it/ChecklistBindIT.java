package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Cases 50 to 54: BIND, RFC 1928 sections 4 and 6. */
class ChecklistBindIT {
  private static final String PEER = "127.0.0.1";
  private static final String STRANGER = "127.0.0.2";
  private static final Duration A_MOMENT = Duration.ofMillis(300);

  private static Tunnel tunnel;

  @BeforeAll
  static void start() throws Exception {
    tunnel =
        Tunnel.start(
            0,
            new String[] {
              "--targets.allow=127.0.0.0/8", "--bind.enabled=true", "--limits.bind-timeout=2s"
            },
            new String[0]);
  }

  @AfterAll
  static void stop() throws Exception {
    tunnel.close();
  }

  private static RawClient asking(int socksPort, String host) throws IOException {
    byte[] request = Wire.request(Wire.BIND, Wire.endpoint(Wire.inet(host), 4711));
    RawClient client = new RawClient(socksPort).send(Wire.octets("05 01 00"), request);
    assertEquals("05 00", client.receive(2));
    return client;
  }

  private static RawClient asking(String host) throws IOException {
    return asking(tunnel.socksPort, host);
  }

  private static InetSocketAddress listening(RawClient client) throws IOException {
    RawClient.Reply first = client.reply();
    assertEquals(0, first.rep());
    return first.bound();
  }

  private static Socket connect(String from, InetSocketAddress to) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(to, 2_000);
    socket.setSoTimeout(10_000);
    return socket;
  }

  @Test
  void case50TheFirstReplyNamesWhereThePeerIsToConnect() throws Exception {
    try (var client = asking(PEER)) {
      InetSocketAddress bound = listening(client);
      assertEquals(Wire.inet("127.0.0.1"), bound.getAddress());
      assertNotEquals(0, bound.getPort());
      connect(PEER, bound).close();
    }
  }

  @Test
  void case51TheSecondReplyComesWithThePeerAndNamesIt() throws Exception {
    try (var client = asking(PEER)) {
      InetSocketAddress bound = listening(client);
      assertTrue(client.silentFor(A_MOMENT), "nothing before the peer");
      try (Socket peer = connect(PEER, bound)) {
        RawClient.Reply second = client.reply();
        assertEquals(0, second.rep());
        assertEquals(peer.getLocalSocketAddress(), second.bound());
        exchange(client, peer);
      }
    }
  }

  /** Both ways, with a half-close in each. */
  private static void exchange(RawClient client, Socket peer) throws IOException {
    TcpTarget.send(peer, "150 opening data connection");
    peer.shutdownOutput();
    assertEquals("150 opening data connection", client.restText());
    client.sendText("answer".repeat(100_000)).finish();
    assertEquals("answer".repeat(100_000), TcpTarget.rest(peer));
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void case52APeerFromAnotherAddressIsTurnedAwayAndTheRightOneStillServed() throws Exception {
    try (var client = asking(PEER)) {
      InetSocketAddress bound = listening(client);
      assertTrue(turnsAway(STRANGER, bound));
      try (Socket peer = connect(PEER, bound)) {
        assertEquals(peer.getLocalSocketAddress(), client.reply().bound());
        exchange(client, peer);
      }
    }
  }

  private static boolean turnsAway(String from, InetSocketAddress address) {
    try (Socket socket = connect(from, address)) {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void case52APeerAgainstTheRulesIsRefusedAtOnce() throws Exception {
    try (var client = asking("10.0.0.1")) {
      assertEquals(2, client.reply().rep());
      assertEquals("", client.rest());
    }
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void case52NoAddressMeansAnyPeerThatTheRulesAllow() throws Exception {
    try (var client = asking("0.0.0.0")) {
      InetSocketAddress bound = listening(client);
      assertEquals(Wire.inet("127.0.0.1"), bound.getAddress(), "the exit's own address");
      try (Socket peer = connect("127.0.0.3", bound)) {
        assertEquals(peer.getLocalSocketAddress(), client.reply().bound());
      }
    }
  }

  @Test
  void case53OnlyOneConnectionIsTaken() throws Exception {
    try (var client = asking(PEER)) {
      InetSocketAddress bound = listening(client);
      try (Socket peer = connect(PEER, bound)) {
        assertEquals(0, client.reply().rep());
        assertThrows(IOException.class, () -> connect(PEER, bound));
        exchange(client, peer);
      }
    }
  }

  @Test
  void case53TheListenerEndsWithTheControlConnection() throws Exception {
    InetSocketAddress bound;
    try (var client = asking(PEER)) {
      bound = listening(client);
    }
    Awaitility.await().atMost(Duration.ofMillis(1_500)).until(() -> refuses(bound));
  }

  private static boolean refuses(InetSocketAddress address) {
    try (Socket socket = connect(PEER, address)) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void case53WithoutAPeerTheSecondReplyIsAFailureInTime() throws Exception {
    try (var client = asking(PEER)) {
      InetSocketAddress bound = listening(client);
      long start = System.nanoTime();
      int rep = client.reply().rep();
      double seconds = (System.nanoTime() - start) / 1e9;
      assertTrue(rep == 1 || rep == 6, "REP " + rep);
      assertTrue(seconds > 1.5 && seconds < 6, seconds + " s");
      assertEquals("", client.rest());
      assertTrue(refuses(bound));
    }
  }

  @Test
  void case54WithoutTheSettingBindIsRep7AndTheEnd() throws Exception {
    try (var plain = Tunnel.start();
        var client = asking(plain.socksPort, PEER)) {
      assertEquals(7, client.reply().rep());
      assertEquals("", client.rest());
      client.awaitClosed();
    }
  }

  /** Tor's vector: {@code 05 02 00 01 | 05 02 00 01 02 02 02 01 01 01}, against the rules here. */
  @Test
  void torsBindIsUnderstood() throws Exception {
    String flag = "--targets.deny=2.0.0.0/8";
    try (var strict = Tunnel.start(0, new String[] {"--bind.enabled=true", flag}, new String[0]);
        var client = new RawClient(strict.socksPort)) {
      client.send("05 02 00 01").send("05 02 00 01 02 02 02 01 01 01");
      assertEquals("05 00", client.receive(2));
      assertEquals(2, client.reply().rep());
    }
  }
}
