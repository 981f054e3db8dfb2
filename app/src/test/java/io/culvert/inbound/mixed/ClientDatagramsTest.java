package io.culvert.inbound.mixed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.net.Connection;
import io.culvert.net.Datagrams;
import io.culvert.net.DeadlineExceededException;
import io.culvert.net.Deadlines;
import io.culvert.net.Encapsulation;
import io.culvert.net.UdpSocket;
import io.culvert.proxy.Command;
import io.culvert.proxy.DatagramDrop;
import io.culvert.proxy.Exchange;
import io.culvert.proxy.Failure;
import io.culvert.proxy.Outcome;
import io.culvert.proxy.RecordedMeters;
import io.culvert.proxy.Request;
import io.culvert.socks.UdpHeader;
import io.culvert.tunnel.MemoryConnection;
import io.culvert.tunnel.TunnelEnds;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's datagrams over real sockets, RFC 1928 section 7. */
@Timeout(30)
class ClientDatagramsTest {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final String LOOPBACK = "127.0.0.1";
  private static final Endpoint TARGET = endpoint("192.0.2.1", 53);

  private final RecordedMeters meters = new RecordedMeters();
  private final Deadlines deadlines = new Deadlines();
  private final MemoryConnection tcp = new MemoryConnection();
  private final ByteBuffer received = ByteBuffer.allocate(Datagrams.HEADROOM + 66_000);
  private ClientDatagrams datagrams;
  private DatagramSocket client;

  @BeforeEach
  void open() throws IOException {
    client = socket(LOOPBACK);
    datagrams = open(Endpoint.UNSPECIFIED, Encapsulation.NONE, Duration.ofMinutes(1));
  }

  @AfterEach
  void close() {
    datagrams.close();
    client.close();
    assertEquals(0, deadlines.size(), "open sockets");
  }

  private static Endpoint endpoint(String host, int port) {
    return new Endpoint(Address.parse(host), port);
  }

  private static DatagramSocket socket(String own) throws IOException {
    var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(own), 0));
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private ClientDatagrams open(Endpoint announced, Encapsulation in, Duration idleTimeout)
      throws IOException {
    InetAddress loopback = InetAddress.getByName(LOOPBACK);
    var request =
        new Request(
            Command.UDP_ASSOCIATE,
            announced,
            "",
            new InetSocketAddress(loopback, 40_000),
            loopback,
            "mixed");
    return new Associations(deadlines, idleTimeout, meters).open(new Asked(request, tcp), in);
  }

  /** The same association, opened otherwise. */
  private void reopen(Endpoint announced, Encapsulation in) throws IOException {
    datagrams.close();
    datagrams = open(announced, in, Duration.ofMinutes(1));
  }

  private record Asked(Request request, Connection client) implements Exchange {
    @Override
    public void listening(Endpoint bound) {}

    @Override
    public void accept(Endpoint bound) {}

    @Override
    public Outcome<Datagrams> associate(Endpoint bound) {
      return Outcome.refused(Failure.GENERAL);
    }

    @Override
    public void refuse(Failure failure) {}
  }

  private static byte[] octets(UdpHeader header, byte[] data) {
    byte[] head = header.octets();
    byte[] all = Arrays.copyOf(head, head.length + data.length);
    System.arraycopy(data, 0, all, head.length, data.length);
    return all;
  }

  private static byte[] octets(String text) {
    return octets(new UdpHeader(0, TARGET), text.getBytes(US_ASCII));
  }

  private void send(DatagramSocket from, byte[] octets) throws IOException {
    from.send(
        new DatagramPacket(
            octets,
            octets.length,
            new InetSocketAddress(InetAddress.getByName(LOOPBACK), datagrams.bound().port())));
  }

  private void assertReceives(Endpoint target, byte[] data) throws IOException {
    assertEquals(target, datagrams.receive(received.clear().position(Datagrams.HEADROOM)));
    received.flip().position(Datagrams.HEADROOM);
    assertEquals(ByteBuffer.wrap(data), received);
  }

  private void assertReceives(String text) throws IOException {
    assertReceives(TARGET, text.getBytes(US_ASCII));
  }

  /** A payload behind its headroom. */
  private static ByteBuffer payload(byte[] data) {
    return ByteBuffer.allocate(Datagrams.HEADROOM + data.length)
        .put(Datagrams.HEADROOM, data)
        .position(Datagrams.HEADROOM);
  }

  /** The client has sent, so that it can be answered. */
  private void introduce() throws IOException {
    send(client, octets("hello"));
    assertReceives("hello");
  }

  private byte[] atClient() throws IOException {
    var packet = new DatagramPacket(new byte[66_000], 66_000);
    client.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private void assertDropped(DatagramDrop... reasons) {
    assertEquals(List.of(reasons), meters.dropped());
  }

  @Test
  void itsSocketIsAtTheAddressThatTheClientReached() throws IOException {
    assertEquals(LOOPBACK, datagrams.bound().address().toString());
    assertTrue(datagrams.bound().port() > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "example.com"})
  void aDatagramComesWithItsTarget(String host) throws IOException {
    byte[] data = "query".getBytes(US_ASCII);
    send(client, octets(new UdpHeader(0, endpoint(host, 53)), data));
    assertReceives(endpoint(host, 53), data);
  }

  @Test
  void theLongestNameFitsIntoTheHeadroom() throws IOException {
    String label = "a".repeat(63);
    Endpoint longest = endpoint(String.join(".", label, label, label, "a".repeat(61)), 53);
    byte[] data = "query".getBytes(US_ASCII);
    send(client, octets(new UdpHeader(0, longest), data));
    assertReceives(longest, data);
  }

  /** Its DATA moves within the buffer, over itself. */
  @Test
  void theLongestDatagramArrivesWhole() throws IOException {
    byte[] data = new byte[UdpSocket.MAX_PAYLOAD_LENGTH - 10];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 31 >> 3);
    }
    send(client, octets(new UdpHeader(0, TARGET), data));
    assertReceives(TARGET, data);
  }

  @Test
  void anEmptyDatagramArrives() throws IOException {
    send(client, octets(""));
    assertReceives("");
  }

  @Test
  void whoSendsFirstFromTheClientsHostIsTheClient() throws IOException {
    introduce();
    try (DatagramSocket other = socket(LOOPBACK);
        DatagramSocket elsewhere = socket("127.0.0.2")) {
      send(other, octets("other port"));
      send(elsewhere, octets("other host"));
      send(client, octets("mine"));
      assertReceives("mine");
    }
    assertDropped(DatagramDrop.FOREIGN_SOURCE, DatagramDrop.FOREIGN_SOURCE);
  }

  @Test
  void anotherHostIsNeverTheClient() throws IOException {
    try (DatagramSocket elsewhere = socket("127.0.0.2")) {
      send(elsewhere, octets("other host"));
      introduce();
    }
    assertDropped(DatagramDrop.FOREIGN_SOURCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {LOOPBACK, "0.0.0.0"})
  void aPortThatTheRequestNamedIsTheClients(String host) throws IOException {
    reopen(endpoint(host, client.getLocalPort()), Encapsulation.NONE);
    try (DatagramSocket other = socket(LOOPBACK)) {
      send(other, octets("other port"));
      introduce();
    }
    assertDropped(DatagramDrop.FOREIGN_SOURCE);
  }

  /** A client behind a translator cannot know what its datagrams will come from. */
  @Test
  void anotherHostThatTheRequestNamedMeansNothing() throws IOException {
    reopen(endpoint("192.0.2.9", 1), Encapsulation.NONE);
    introduce();
    assertDropped();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x7f, 0x80, 0xff})
  void aFragmentIsDropped(int frag) throws IOException {
    send(client, octets(new UdpHeader(frag, TARGET), new byte[10]));
    introduce();
    assertDropped(DatagramDrop.FRAGMENT);
  }

  @Test
  void aHeaderThatIsCutOffIsDroppedAtEveryOctet() throws IOException {
    byte[] header = octets("");
    for (int length = 0; length < header.length; length++) {
      send(client, Arrays.copyOf(header, length));
    }
    introduce();
    assertEquals(Collections.nCopies(header.length, DatagramDrop.MALFORMED), meters.dropped());
  }

  @Test
  void anImpossibleHeaderIsDropped() throws IOException {
    byte[] unknownType = octets("x");
    unknownType[3] = 2;
    send(client, unknownType);
    introduce();
    assertDropped(DatagramDrop.MALFORMED);
  }

  @Test
  void anAnswerHasItsSourceInItsHeader() throws IOException {
    introduce();
    datagrams.send(endpoint("2001:db8::1", 53), payload("answer".getBytes(US_ASCII)));
    UdpHeader expected = new UdpHeader(0, endpoint("2001:db8::1", 53));
    assertArrayEquals(octets(expected, "answer".getBytes(US_ASCII)), atClient());
  }

  @Test
  void theLongestAnswerArrivesAndALongerOneIsDropped() throws IOException {
    introduce();
    int longest = UdpSocket.MAX_PAYLOAD_LENGTH - 10;
    datagrams.send(TARGET, payload(new byte[longest + 1]));
    datagrams.send(TARGET, payload(new byte[longest]));
    assertEquals(UdpSocket.MAX_PAYLOAD_LENGTH, atClient().length);
    assertDropped(DatagramDrop.TOO_LARGE);
  }

  @Test
  void anAnswerBeforeTheClientsFirstDatagramHasNoReceiver() throws IOException {
    datagrams.send(TARGET, payload(new byte[1]));
    introduce();
    assertDropped(DatagramDrop.NO_RECEIVER);
  }

  @Test
  void anAnswerThatCannotGoIsDroppedAndEndsNothing() throws IOException {
    introduce();
    datagrams.close();
    datagrams.send(TARGET, payload(new byte[1]));
    assertDropped(DatagramDrop.NOT_SENT);
  }

  /** Turns each octet over, and refuses what begins with 0. */
  private static final class Inverting implements Encapsulation {
    @Override
    public ByteBuffer wrap(ByteBuffer clear) throws IOException {
      if (clear.remaining() > 1000) {
        throw new IOException("too long");
      }
      ByteBuffer wrapped = ByteBuffer.allocate(clear.remaining());
      while (clear.hasRemaining()) {
        wrapped.put((byte) ~clear.get());
      }
      return wrapped.flip();
    }

    @Override
    public ByteBuffer unwrap(ByteBuffer message) throws IOException {
      if (message.get(message.position()) == 0) {
        throw new IOException("not wrapped");
      }
      return wrap(message);
    }
  }

  private static byte[] inverted(byte[] octets) {
    byte[] inverted = octets.clone();
    for (int i = 0; i < inverted.length; i++) {
      inverted[i] = (byte) ~inverted[i];
    }
    return inverted;
  }

  @Test
  void datagramsTravelAsTheClientsAuthenticationDemands() throws IOException {
    reopen(Endpoint.UNSPECIFIED, new Inverting());
    send(client, inverted(octets("query")));
    assertReceives("query");
    datagrams.send(TARGET, payload("answer".getBytes(US_ASCII)));
    assertArrayEquals(octets("answer"), inverted(atClient()));
  }

  @Test
  void whatIsNotProtectedAsDemandedIsDropped() throws IOException {
    reopen(Endpoint.UNSPECIFIED, new Inverting());
    send(client, octets("bare"));
    send(client, inverted(octets("query")));
    assertReceives("query");
    datagrams.send(TARGET, payload(new byte[2000]));
    assertDropped(DatagramDrop.MALFORMED, DatagramDrop.NOT_SENT);
  }

  @Test
  void theEndOfTheTcpConnectionEndsTheAssociationWhateverItSaysBefore() throws Exception {
    tcp.give(new byte[10]);
    datagrams.besides().getFirst().run();
  }

  @Test
  void aResetOfTheTcpConnectionIsAnError() {
    tcp.fail(new SocketException("reset"));
    assertThrows(SocketException.class, () -> datagrams.besides().getFirst().run());
  }

  @Test
  void itsResetIsATcpResetToTheClient() {
    datagrams.reset();
    assertTrue(tcp.isReset());
  }

  @Test
  void itsCloseEndsTheTcpConnectionInOrder() {
    datagrams.close();
    assertFalse(tcp.isReset());
    assertFalse(tcp.isOpen());
  }

  @Test
  void silenceEndsItInTime() throws Exception {
    datagrams.close();
    datagrams = open(Endpoint.UNSPECIFIED, Encapsulation.NONE, Duration.ofMillis(200));
    Thread sweep = TunnelEnds.start("deadlines", deadlines::run);
    assertThrows(DeadlineExceededException.class, () -> assertReceives("nothing"));
    sweep.interrupt();
    sweep.join();
    await().until(() -> deadlines.size() == 0);
  }

  @Test
  void afterASilenceTheAssociationFollowsItsClientToANewPortByAValidDatagram() throws Exception {
    var nanos = new AtomicLong();
    datagrams.close();
    InetAddress host = client.getLocalAddress();
    datagrams =
        new ClientDatagrams(
            tcp,
            UdpSocket.bind(new InetSocketAddress(host, 0), deadlines, Duration.ofMinutes(1)),
            new ClientEndpoint(host, Endpoint.UNSPECIFIED, nanos::get),
            Encapsulation.NONE,
            meters);
    try (var moved = socket(LOOPBACK)) {
      send(client, octets("old"));
      assertReceives("old");
      send(moved, octets("too early"));
      send(client, octets("still old"));
      assertReceives("still old");
      nanos.addAndGet(ClientEndpoint.SILENCE.toNanos());
      send(moved, new byte[] {0});
      send(moved, octets("new"));
      assertReceives("new");
      assertEquals(1, meters.moved());
      assertEquals(List.of(DatagramDrop.FOREIGN_SOURCE, DatagramDrop.MALFORMED), meters.dropped());
      datagrams.send(TARGET, payload(new byte[] {7}));
      moved.receive(new DatagramPacket(new byte[100], 100));
    }
  }
}
