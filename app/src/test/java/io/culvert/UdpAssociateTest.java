package io.culvert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.address.Endpoint;
import io.culvert.proxy.CloseReason;
import io.culvert.proxy.DatagramDrop;
import io.culvert.socks.UdpHeader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** UDP ASSOCIATE through local, tunnel and server: RFC 1928 sections 6 and 7. */
@Timeout(60)
class UdpAssociateTest {
  private static final byte[] ANY = {1, 0, 0, 0, 0};
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private Rig rig;
  private Socket control;
  private InetSocketAddress relay;
  private DatagramSocket client;
  private DatagramSocket target;

  @BeforeEach
  void associate() throws Exception {
    rig = Rig.direct();
    control = rig.socks();
    relay = Rig.associate(control, ANY, 0);
    client = socket();
    target = socket();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    target.close();
    control.close();
    rig.close();
  }

  private static DatagramSocket socket() throws IOException {
    var socket = new DatagramSocket(0, LOOPBACK);
    socket.setSoTimeout((int) Rig.PATIENCE.toMillis());
    return socket;
  }

  private void send(DatagramSocket from, byte[] datagram) throws IOException {
    from.send(new DatagramPacket(datagram, datagram.length, relay));
  }

  private static byte[] datagram(int frag, Endpoint to, byte[] data) {
    byte[] header = new UdpHeader(frag, to).octets();
    return ByteBuffer.allocate(header.length + data.length).put(header).put(data).array();
  }

  private byte[] toTarget(String data) throws IOException {
    return datagram(0, endpoint(target), data.getBytes(US_ASCII));
  }

  private static Endpoint endpoint(DatagramSocket socket) {
    return Endpoint.of((InetSocketAddress) socket.getLocalSocketAddress());
  }

  private static DatagramPacket receive(DatagramSocket at) throws IOException {
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    at.receive(packet);
    return packet;
  }

  private static byte[] data(DatagramPacket packet) {
    return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
  }

  /** What comes next at the target, so that whatever was sent before it was dropped. */
  private void assertTheNextIsWhole() throws IOException {
    send(client, toTarget("next"));
    assertEquals("next", new String(data(receive(target)), US_ASCII));
  }

  private void answer(DatagramPacket question, byte[] data) throws IOException {
    target.send(new DatagramPacket(data, data.length, question.getSocketAddress()));
  }

  @Test
  void case60TheRelayAddressIsTheOneThatTheClientReachedTheProxyAt() {
    assertEquals(control.getInetAddress(), relay.getAddress());
  }

  @Test
  void case61ADatagramGoesThereAndItsAnswerComesBackWithTheTrueSource() throws Exception {
    send(client, toTarget("question"));
    DatagramPacket question = receive(target);
    assertEquals("question", new String(data(question), US_ASCII));
    answer(question, "answer".getBytes(US_ASCII));
    assertArrayEquals(
        datagram(0, endpoint(target), "answer".getBytes(US_ASCII)), data(receive(client)));
  }

  @Test
  void case61ANameIsResolvedAtTheServer() throws Exception {
    var name = new Endpoint(new io.culvert.address.DomainName("localhost"), target.getLocalPort());
    for (int i = 0; i < 3; i++) {
      send(client, datagram(0, name, new byte[] {(byte) i}));
      assertArrayEquals(new byte[] {(byte) i}, data(receive(target)));
    }
  }

  @Test
  void case62AFragmentIsDropped() throws Exception {
    send(client, datagram(1, endpoint(target), new byte[3]));
    send(client, datagram(0x81, endpoint(target), new byte[3]));
    assertTheNextIsWhole();
    assertEquals(2, rig.localMetrics.datagramsDropped(DatagramDrop.FRAGMENT));
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void case63ADatagramFromAnotherHostIsDropped() throws Exception {
    try (var stranger = new DatagramSocket(0, InetAddress.getByName("127.0.0.2"))) {
      send(stranger, toTarget("spoofed"));
      await().until(() -> rig.localMetrics.datagramsDropped(DatagramDrop.FOREIGN_SOURCE) == 1);
    }
    assertTheNextIsWhole();
  }

  @Test
  void case64APortThatIsNotTheFirstUsedOneIsDropped() throws Exception {
    assertTheNextIsWhole();
    try (var other = socket()) {
      send(other, toTarget("other"));
      await().until(() -> rig.localMetrics.datagramsDropped(DatagramDrop.FOREIGN_SOURCE) == 1);
    }
    assertTheNextIsWhole();
  }

  @Test
  void case64OnlyTheAnnouncedPortIsAdmitted() throws Exception {
    try (Socket second = rig.socks()) {
      relay = Rig.associate(second, new byte[] {1, 127, 0, 0, 1}, client.getLocalPort());
      try (var other = socket()) {
        send(other, toTarget("other"));
        await().until(() -> rig.localMetrics.datagramsDropped(DatagramDrop.FOREIGN_SOURCE) == 1);
      }
      assertTheNextIsWhole();
    }
  }

  @Test
  void case65TheAssociationEndsWithItsTcpConnection() throws Exception {
    assertTheNextIsWhole();
    control.close();
    await().until(() -> rig.localMetrics.streamsClosed(CloseReason.DONE) == 1);
    await().until(() -> rig.serverMetrics.streamsClosed(CloseReason.DONE) == 1);
  }

  @Test
  void case65TheAssociationEndsWithAResetToo() throws Exception {
    control.setSoLinger(true, 0);
    control.close();
    await().until(() -> rig.serverMetrics.streamsClosed(CloseReason.PEER_RESET) == 1);
  }

  @Test
  void case66ShortAndMalformedDatagramsAreDropped() throws Exception {
    byte[] whole = toTarget("");
    for (int length = 0; length < whole.length; length++) {
      send(client, java.util.Arrays.copyOf(whole, length));
    }
    send(client, new byte[] {0, 0, 0, 9, 1, 2, 3, 4, 5, 6});
    send(client, new byte[] {0, 0, 0, 3, 1, ' ', 0, 80, 1});
    assertTheNextIsWhole();
    assertEquals(whole.length + 2, rig.localMetrics.datagramsDropped(DatagramDrop.MALFORMED));
  }

  @Test
  void case66ATargetThatIsNotAllowedOrCannotBeReachedEndsNothing() throws Exception {
    byte[] data = {1};
    send(client, datagram(0, new Endpoint(io.culvert.address.Address.parse("10.0.0.1"), 53), data));
    send(client, datagram(0, new Endpoint(endpoint(target).address(), 0), data));
    send(client, datagram(0, new Endpoint(endpoint(target).address(), 1), data));
    send(
        client, datagram(0, new Endpoint(io.culvert.address.Address.parse("no.invalid"), 5), data));
    assertTheNextIsWhole();
    assertEquals(2, rig.serverMetrics.datagramsDropped(DatagramDrop.NOT_ALLOWED));
    await().until(() -> rig.serverMetrics.datagramsDropped(DatagramDrop.UNRESOLVABLE) == 1);
  }

  @Test
  void case67AnEmptyDatagramIsRelayed() throws Exception {
    send(client, toTarget(""));
    DatagramPacket question = receive(target);
    assertEquals(0, question.getLength());
    answer(question, new byte[0]);
    assertArrayEquals(datagram(0, endpoint(target), new byte[0]), data(receive(client)));
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems send no datagrams of 64 KiB by default")
  void case67TheLargestDatagramIsRelayedAndALargerOneDropped() throws Exception {
    byte[] largest = new byte[65_507 - 10];
    new Random(1).nextBytes(largest);
    send(client, datagram(0, endpoint(target), largest));
    DatagramPacket question = receive(target);
    assertArrayEquals(largest, data(question));
    answer(question, largest);
    assertArrayEquals(datagram(0, endpoint(target), largest), data(receive(client)));
    answer(question, new byte[65_507]);
    await().until(() -> rig.localMetrics.datagramsDropped(DatagramDrop.TOO_LARGE) == 1);
    answer(question, new byte[] {7});
    assertArrayEquals(datagram(0, endpoint(target), new byte[] {7}), data(receive(client)));
  }

  @Test
  void case69EveryTargetSeesTheSamePortAndMayAnswer() throws Exception {
    send(client, toTarget("one"));
    DatagramPacket first = receive(target);
    try (var second = socket();
        var third = socket()) {
      send(client, datagram(0, endpoint(second), new byte[] {2}));
      assertEquals(first.getSocketAddress(), receive(second).getSocketAddress());
      third.send(new DatagramPacket(new byte[] {3}, 1, first.getSocketAddress()));
      assertArrayEquals(datagram(0, endpoint(third), new byte[] {3}), data(receive(client)));
    }
  }

  @Test
  void case70TwoAssociationsNeverSeeEachOthersDatagrams() throws Exception {
    InetSocketAddress firstRelay = relay;
    try (Socket second = rig.socks();
        var other = socket()) {
      send(client, toTarget("first"));
      DatagramPacket first = receive(target);
      relay = Rig.associate(second, ANY, 0);
      send(other, toTarget("second"));
      DatagramPacket later = receive(target);
      answer(later, new byte[] {2});
      answer(first, new byte[] {1});
      assertArrayEquals(datagram(0, endpoint(target), new byte[] {2}), data(receive(other)));
      assertArrayEquals(datagram(0, endpoint(target), new byte[] {1}), data(receive(client)));
      client.setSoTimeout(50);
      assertThrows(SocketTimeoutException.class, () -> receive(client));
      relay = firstRelay;
    }
  }

  @Test
  void associationsBeyondTheLimitAreRefused() throws Exception {
    var sockets = new java.util.ArrayList<Socket>();
    for (int i = 1; i < Rig.ASSOCIATIONS; i++) {
      sockets.add(rig.socks());
      Rig.associate(sockets.getLast(), ANY, 0);
    }
    try (Socket extra = rig.socks()) {
      assertEquals(1, Rig.request(extra, 3, ANY, 0));
    }
    for (Socket socket : sockets) {
      socket.close();
    }
    await()
        .until(() -> {
          try (Socket again = rig.socks()) {
            return Rig.request(again, 3, ANY, 0) == 0;
          }
        });
  }
}
