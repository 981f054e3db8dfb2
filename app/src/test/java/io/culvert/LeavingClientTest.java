package io.culvert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.net.SilentPort;
import io.culvert.proxy.CloseReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Faults 24 and 25: a target that stalls in connect, and clients that do not wait for it. */
@Timeout(60)
class LeavingClientTest {
  private static final byte[] CONNECT = {5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1};

  private static Socket asking(Rig rig, int port) throws IOException {
    Socket client = rig.socks();
    client.getOutputStream().write(CONNECT);
    client.getOutputStream().write(new byte[] {(byte) (port >> 8), (byte) port});
    assertEquals(0x05, client.getInputStream().read());
    assertEquals(0x00, client.getInputStream().read());
    return client;
  }

  private static void awaitEnds(Rig rig, CloseReason atLocal, CloseReason atServer) {
    await()
        .atMost(Duration.ofSeconds(3))
        .untilAsserted(() -> {
          assertEquals(1, rig.localMetrics.streamsClosed(atLocal), "local");
          assertEquals(1, rig.serverMetrics.streamsClosed(atServer), "server");
        });
  }

  @Test
  void fault25AClientThatResetsDuringConnectCancelsTheDial() throws Exception {
    try (Rig rig = Rig.direct();
        var stalled = new SilentPort("127.0.0.1", 0)) {
      Socket client = asking(rig, stalled.port());
      await().until(() -> rig.serverMetrics.streamsOpened() == 1);
      client.setSoLinger(true, 0);
      client.close();
      awaitEnds(rig, CloseReason.CLIENT_RESET, CloseReason.PEER_RESET);
    }
  }

  @Test
  void aTunnelConnectionSurvivesTheClientThatLeft() throws Exception {
    try (Rig rig = Rig.direct();
        var stalled = new SilentPort("127.0.0.1", 0);
        var target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      Socket leaving = asking(rig, stalled.port());
      leaving.setSoLinger(true, 0);
      leaving.close();
      await().until(() -> rig.localMetrics.streamsClosed(CloseReason.CLIENT_RESET) == 1);
      try (Socket client = rig.connect(target.getLocalPort());
          Socket accepted = target.accept()) {
        client.getOutputStream().write(7);
        assertEquals(7, accepted.getInputStream().read());
      }
    }
  }

  @Test
  void aHalfCloseBehindEarlyDataIsNoLeave() throws Exception {
    try (Rig rig = Rig.direct();
        var target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Socket client = rig.socks()) {
      int port = target.getLocalPort();
      client.getOutputStream().write(CONNECT);
      client.getOutputStream().write(new byte[] {(byte) (port >> 8), (byte) port, 'h', 'i'});
      client.shutdownOutput();
      try (Socket accepted = target.accept()) {
        assertEquals("hi", new String(accepted.getInputStream().readAllBytes(), US_ASCII));
        accepted.getOutputStream().write("answer".getBytes(US_ASCII));
      }
      byte[] all = client.getInputStream().readAllBytes();
      assertEquals("answer", new String(all, 12, all.length - 12, US_ASCII));
    }
  }

  @Test
  void earlyDataOfARefusedRequestGoesNowhereAndTheAnswerArrives() throws Exception {
    try (Rig rig = Rig.direct();
        Socket client = rig.socks()) {
      client.getOutputStream().write(CONNECT);
      client.getOutputStream().write(new byte[] {0, 25, 'h', 'i'});
      byte[] all = client.getInputStream().readNBytes(12);
      assertEquals(2, all[3]);
      assertEquals(-1, client.getInputStream().read());
    }
  }

  @Test
  void anOptimisticClientIsAnsweredAtOnceAndItsFirstBytesArriveOnce() throws Exception {
    try (Rig rig = new Rig(Rig.Options.DEFAULT.beingOptimistic());
        var target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Socket client = rig.connect(target.getLocalPort());
        Socket accepted = target.accept()) {
      client.getOutputStream().write("first".getBytes(US_ASCII));
      assertEquals("first", new String(accepted.getInputStream().readNBytes(5), US_ASCII));
      client.getOutputStream().write(" second".getBytes(US_ASCII));
      client.shutdownOutput();
      assertEquals(" second", new String(accepted.getInputStream().readAllBytes(), US_ASCII));
    }
  }

  @Test
  void anOptimisticClientsFailureIsAReset() throws Exception {
    try (Rig rig = new Rig(Rig.Options.DEFAULT.beingOptimistic());
        Socket client = rig.connect(25)) {
      assertThrows(java.net.SocketException.class, () -> client.getInputStream().read());
      await().until(() -> rig.localMetrics.streamsClosed(CloseReason.NOT_ALLOWED) == 1);
    }
  }
}
