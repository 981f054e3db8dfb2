package io.culvert;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.proxy.CloseReason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** BIND through local, tunnel and server: RFC 1928 sections 4 and 6. */
@Timeout(60)
class BindTest {
  private static final byte[] LOOPBACK = {1, 127, 0, 0, 1};
  private static final byte[] ANY = {1, 0, 0, 0, 0};

  private Rig rig;
  private Socket client;

  @BeforeEach
  void start() throws Exception {
    rig = Rig.direct();
    client = rig.socks();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    rig.close();
  }

  private static Socket peer(String host, InetSocketAddress to) throws IOException {
    var peer = new Socket();
    peer.setSoTimeout((int) Rig.PATIENCE.toMillis());
    peer.bind(new InetSocketAddress(host, 0));
    peer.connect(to, (int) Rig.PATIENCE.toMillis());
    return peer;
  }

  @Test
  void case50And51BothRepliesNameTheAddressesAndTheConnectionIsRelayed() throws Exception {
    InetSocketAddress bound = Rig.bind(client, LOOPBACK);
    assertEquals(InetAddress.getByName("127.0.0.1"), bound.getAddress());
    try (Socket peer = peer("127.0.0.1", bound)) {
      assertEquals(peer.getLocalSocketAddress(), Rig.reply(client));
      peer.getOutputStream().write(1);
      assertEquals(1, client.getInputStream().read());
      client.getOutputStream().write(2);
      assertEquals(2, peer.getInputStream().read());
      client.shutdownOutput();
      assertEquals(-1, peer.getInputStream().read());
      peer.getOutputStream().write(3);
      peer.shutdownOutput();
      assertEquals(3, client.getInputStream().read());
      assertEquals(-1, client.getInputStream().read());
    }
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void case50AClientThatNamesNoPeerGetsTheAddressOfTheServer() throws Exception {
    InetSocketAddress bound = Rig.bind(client, ANY);
    assertEquals(InetAddress.getByName("127.0.0.1"), bound.getAddress());
    try (Socket peer = peer("127.0.0.3", bound)) {
      assertEquals(peer.getLocalSocketAddress(), Rig.reply(client));
    }
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void case52APeerFromAnotherHostIsReset() throws Exception {
    InetSocketAddress bound = Rig.bind(client, LOOPBACK);
    assertThrows(
        SocketException.class,
        () -> {
          try (Socket stranger = peer("127.0.0.2", bound)) {
            stranger.getInputStream().read();
          }
        });
    try (Socket peer = peer("127.0.0.1", bound)) {
      assertEquals(peer.getLocalSocketAddress(), Rig.reply(client));
    }
  }

  @Test
  void case52APeerThatTheRulesRefuseIsRep02() throws Exception {
    assertEquals(2, Rig.request(client, 2, new byte[] {1, 10, 0, 0, 1}, 0));
  }

  @Test
  void case53ThePortIsClosedBehindThePeer() throws Exception {
    InetSocketAddress bound = Rig.bind(client, LOOPBACK);
    try (Socket peer = peer("127.0.0.1", bound)) {
      assertEquals(peer.getLocalSocketAddress(), Rig.reply(client));
      awaitClosed(bound);
    }
  }

  @Test
  void case53ThePortIsClosedWhenTheClientLeaves() throws Exception {
    InetSocketAddress bound = Rig.bind(client, LOOPBACK);
    client.close();
    await().until(() -> rig.serverMetrics.streamsClosed(CloseReason.PEER_RESET) == 1);
    awaitClosed(bound);
  }

  @Test
  void case53ThePeerThatDoesNotComeIsRep06() throws Exception {
    InetSocketAddress bound = Rig.bind(client, LOOPBACK);
    client.getInputStream().read();
    assertEquals(6, client.getInputStream().read());
    awaitClosed(bound);
  }

  /** The descriptor goes a moment after the listener's close. */
  private static void awaitClosed(InetSocketAddress bound) {
    await()
        .untilAsserted(
            () -> assertThrows(ConnectException.class, () -> peer("127.0.0.1", bound).close()));
  }
}
