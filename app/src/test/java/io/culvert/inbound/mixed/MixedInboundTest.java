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
import io.culvert.net.Deadlines;
import io.culvert.net.Listener;
import io.culvert.proxy.CloseReason;
import io.culvert.proxy.Engine;
import io.culvert.proxy.Failure;
import io.culvert.proxy.RecordedMeters;
import io.culvert.proxy.Router;
import io.culvert.proxy.ScriptedOutbound;
import io.culvert.socks.Authenticator;
import io.culvert.socks.Reply;
import io.culvert.socks.ReplyCode;
import io.culvert.socks.UdpHeader;
import io.culvert.tunnel.MemoryConnection;
import io.culvert.tunnel.TunnelEnds;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Applications' connections from their first octet to their end, with an outbound of the test. */
@Timeout(30)
class MixedInboundTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int PATIENCE_MILLIS = 10_000;
  private static final byte[] GREETING = {5, 1, 0};
  private static final byte[] TARGET = {0, 1, (byte) 192, 0, 2, 1, 1, (byte) 187};

  private final RecordedMeters meters = new RecordedMeters();
  private final Deadlines deadlines = new Deadlines();
  private final ScriptedOutbound outbound = new ScriptedOutbound();
  private Engine engine;
  private Listener listener;
  private Thread sweep;
  private Thread server;

  @BeforeEach
  void start() throws IOException {
    listener = new Listener("mixed", new InetSocketAddress(loopback(), 0), 100, deadlines);
    sweep = TunnelEnds.start("deadlines", deadlines::run);
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByName("127.0.0.1");
  }

  /** What the operator chose, for a test that cares. */
  private enum Mode {
    TRUTHFUL,
    OPTIMISTIC
  }

  private void serve(Mode mode, Duration negotiationTimeout, int associations) {
    engine =
        new Engine(
            Router.to(outbound),
            meters,
            new Engine.Options("local", PATIENCE, associations, mode == Mode.OPTIMISTIC, false));
    var negotiation =
        new Negotiation(
            "mixed",
            host -> Authenticator.NONE,
            Optional.empty(),
            new Associations(deadlines, PATIENCE, meters));
    var inbound = new MixedInbound(negotiation, negotiationTimeout, engine);
    server = TunnelEnds.start("server", () -> listener.run(inbound::serve));
  }

  private void serve(Mode mode) {
    serve(mode, PATIENCE, 8);
  }

  private void serve() {
    serve(Mode.TRUTHFUL);
  }

  /** Whatever happened, nothing is left open. */
  @AfterEach
  void stop() throws Exception {
    listener.close();
    server.join();
    await().untilAsserted(() -> assertEquals(0, deadlines.size(), "open sockets"));
    sweep.interrupt();
    sweep.join();
  }

  private Socket connect() throws IOException {
    var client = new Socket(loopback(), listener.address().getPort());
    client.setSoTimeout(PATIENCE_MILLIS);
    return client;
  }

  /** A client that has sent a request of SOCKS 5. */
  private Socket asking(int command) throws IOException {
    Socket client = connect();
    client.getOutputStream().write(GREETING);
    client.getOutputStream().write(new byte[] {5, (byte) command});
    client.getOutputStream().write(TARGET);
    assertArrayEquals(new byte[] {5, 0}, client.getInputStream().readNBytes(2));
    return client;
  }

  private static Reply reply(Socket client) throws IOException {
    return Reply.readFrom(client.getInputStream());
  }

  private static void assertSucceeded(Socket client) throws IOException {
    assertEquals(new Reply(ReplyCode.SUCCEEDED, ScriptedOutbound.BOUND), reply(client));
  }

  private static String all(Socket client) throws IOException {
    return new String(client.getInputStream().readAllBytes(), US_ASCII);
  }

  private static void reset(Socket client) throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }

  private void assertReasons(CloseReason... expected) {
    await().untilAsserted(() -> assertEquals(List.of(expected), meters.closed()));
  }

  @Test
  void aClientGetsWhatItsTargetSaysAndTheTargetWhatTheClientSays() throws Exception {
    serve();
    MemoryConnection target = outbound.answers("answer");
    try (Socket client = asking(1)) {
      assertSucceeded(client);
      client.getOutputStream().write("query".getBytes(US_ASCII));
      client.shutdownOutput();
      assertEquals("answer", all(client));
    }
    assertReasons(CloseReason.DONE);
    assertEquals("query", new String(target.written(), US_ASCII));
    assertTrue(target.isOutputEnded());
    assertFalse(target.isReset());
  }

  @Test
  void bindIsAnsweredTwice() throws Exception {
    serve();
    outbound.answers("peer");
    try (Socket client = asking(2)) {
      assertSucceeded(client);
      assertSucceeded(client);
      client.shutdownOutput();
      assertEquals("peer", all(client));
    }
    assertReasons(CloseReason.DONE);
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedClientIsToldAndItsConnectionEndsInOrder(Failure failure) throws Exception {
    serve();
    outbound.refuses(failure);
    try (Socket client = asking(1)) {
      Reply reply = reply(client);
      assertFalse(reply.code().succeeded());
      assertEquals(-1, client.getInputStream().read());
    }
    assertReasons(failure.reason());
  }

  /** A close with octets unread would be a reset, which can overtake the answer. */
  @Test
  void aRefusedClientMaySendOnAndStillGetsItsAnswer() throws Exception {
    serve();
    outbound.refuses(Failure.CONNECTION_REFUSED);
    try (Socket client = asking(1)) {
      for (int i = 0; i < 100; i++) {
        client.getOutputStream().write(new byte[1000]);
      }
      assertEquals(ReplyCode.CONNECTION_REFUSED, reply(client).code());
      client.getOutputStream().write(new byte[1000]);
      assertEquals(-1, client.getInputStream().read());
    }
    assertReasons(CloseReason.CONNECTION_REFUSED);
  }

  @Test
  void aRefusedClientThatStaysSilentIsClosedInTime() throws Exception {
    serve();
    outbound.refuses(Failure.CONNECTION_REFUSED);
    try (Socket client = asking(1)) {
      reply(client);
      assertReasons(CloseReason.CONNECTION_REFUSED);
      assertEquals(-1, client.getInputStream().read());
    }
  }

  @Test
  void aRefusedClientThatResetsIsRefusedAllTheSame() throws Exception {
    serve();
    outbound.refuses(Failure.CONNECTION_REFUSED);
    Socket client = asking(1);
    reply(client);
    reset(client);
    assertReasons(CloseReason.CONNECTION_REFUSED);
  }

  @Test
  void aRefusedHttpClientIsToldInHttp() throws Exception {
    serve();
    outbound.refuses(Failure.CONNECTION_REFUSED);
    try (Socket client = connect()) {
      client
          .getOutputStream()
          .write("GET http://192.0.2.1/ HTTP/1.1\r\nHost: 192.0.2.1\r\n\r\n".getBytes(US_ASCII));
      String answer = all(client);
      assertTrue(answer.startsWith("HTTP/1.1 502 "), answer);
    }
    assertReasons(CloseReason.CONNECTION_REFUSED);
  }

  @Test
  void aClientWhoseRequestNobodyServesIsToldAndItsConnectionEndsInOrder() throws Exception {
    serve();
    try (Socket client = asking(9)) {
      assertEquals(ReplyCode.COMMAND_NOT_SUPPORTED, reply(client).code());
      client.getOutputStream().write(new byte[1000]);
      assertEquals(-1, client.getInputStream().read());
    }
    assertReasons(CloseReason.COMMAND_NOT_SUPPORTED);
    assertFalse(outbound.isAsked());
  }

  @Test
  void aClientThatSaysNothingIsClosedInTime() throws Exception {
    serve(Mode.TRUTHFUL, Duration.ofMillis(200), 8);
    try (Socket client = connect()) {
      assertEquals(-1, client.getInputStream().read());
    }
    assertReasons(CloseReason.NEGOTIATION_TIMEOUT);
  }

  @Test
  void theTimeForNegotiationIsNotTheStreams() throws Exception {
    serve(Mode.TRUTHFUL, Duration.ofMillis(500), 8);
    outbound.answers("answer");
    try (Socket client = asking(1)) {
      assertSucceeded(client);
      await().during(Duration.ofSeconds(1)).until(() -> meters.closed().isEmpty());
      client.shutdownOutput();
      assertEquals("answer", all(client));
    }
    assertReasons(CloseReason.DONE);
  }

  @Test
  void aClientThatGoesBeforeItsRequestIsWholeHasLeft() throws Exception {
    serve();
    connect().close();
    assertReasons(CloseReason.CLIENT_LEFT);
  }

  @Test
  void aResetEndsTheWaitForTheTarget() throws Exception {
    serve();
    outbound.waits(true);
    Socket client = asking(1);
    await().until(outbound::isAsked);
    reset(client);
    assertTrue(outbound.isInterruptedWithin(PATIENCE));
    await().until(() -> meters.closed().size() == 1);
  }

  /** It says that all was sent, not that nobody listens. */
  @Test
  void theEndOfAClientsOctetsIsNoLeaving() throws Exception {
    serve();
    outbound.waits(true);
    try (Socket client = asking(1)) {
      await().until(outbound::isAsked);
      client.shutdownOutput();
      assertFalse(outbound.isInterruptedWithin(Duration.ofMillis(300)));
    }
  }

  @Test
  void anOptimisticClientIsToldYesBeforeTheOutboundAnswers() throws Exception {
    serve(Mode.OPTIMISTIC);
    outbound.waits(true);
    try (Socket client = asking(1)) {
      assertEquals(new Reply(ReplyCode.SUCCEEDED, Endpoint.UNSPECIFIED), reply(client));
      await().until(outbound::isAsked);
    }
  }

  @Test
  void anOptimisticClientsOctetsReachATargetThatTookNoneEarly() throws Exception {
    serve(Mode.OPTIMISTIC);
    MemoryConnection target = outbound.answers("answer");
    try (Socket client = asking(1)) {
      assertEquals(ReplyCode.SUCCEEDED, reply(client).code());
      client.getOutputStream().write("query".getBytes(US_ASCII));
      client.shutdownOutput();
      assertEquals("answer", all(client));
    }
    assertReasons(CloseReason.DONE);
    assertEquals("query", new String(target.written(), US_ASCII));
  }

  @Test
  void anOptimisticClientThatIsRefusedSeesAReset() throws Exception {
    serve(Mode.OPTIMISTIC);
    outbound.refuses(Failure.CONNECTION_REFUSED);
    try (Socket client = asking(1)) {
      assertThrows(
          SocketException.class,
          () -> {
            reply(client);
            client.getInputStream().read();
          });
    }
    assertReasons(CloseReason.CONNECTION_REFUSED);
  }

  @Test
  void bindsAddressIsNeverEarly() throws Exception {
    serve(Mode.OPTIMISTIC);
    outbound.refuses(Failure.NO_PEER);
    try (Socket client = asking(2)) {
      assertSucceeded(client);
      assertEquals(ReplyCode.TTL_EXPIRED, reply(client).code());
      assertEquals(-1, client.getInputStream().read());
    }
    assertReasons(CloseReason.CONNECT_TIMEOUT);
  }

  @Test
  void aKilledSessionIsAReset() throws Exception {
    serve();
    outbound.waits(true);
    try (Socket client = asking(1)) {
      await().until(outbound::isAsked);
      long id = engine.sessions().entries().getFirst().id();
      assertTrue(engine.sessions().kill(id));
      assertThrows(SocketException.class, () -> client.getInputStream().read());
    }
    assertReasons(CloseReason.KILLED);
    assertEquals(0, engine.sessions().size());
  }

  @Test
  void aDrainThatIsOverIsAReset() throws Exception {
    serve();
    outbound.waits(true);
    try (Socket client = asking(1)) {
      await().until(outbound::isAsked);
      listener.close(); // Its drain takes no time.
      assertThrows(SocketException.class, () -> client.getInputStream().read());
    }
    assertReasons(CloseReason.DRAINED);
  }

  @Test
  void anAssociationEndsWithTheClientsConnection() throws Exception {
    serve();
    outbound.answers("");
    var target = new Endpoint(Address.parse("192.0.2.7"), 53);
    byte[] header = new UdpHeader(0, target).octets();
    byte[] datagram = Arrays.copyOf(header, header.length + 1);
    try (Socket client = asking(3);
        var udp = new DatagramSocket(new InetSocketAddress(loopback(), 0))) {
      udp.setSoTimeout(PATIENCE_MILLIS);
      Reply reply = reply(client);
      assertEquals("127.0.0.1", reply.bound().address().toString());
      var local = new InetSocketAddress(loopback(), reply.bound().port());
      udp.send(new DatagramPacket(datagram, datagram.length, local));
      var answer = new DatagramPacket(new byte[100], 100);
      udp.receive(answer);
      assertArrayEquals(datagram, Arrays.copyOf(answer.getData(), answer.getLength()));
      assertEquals(1, engine.openAssociations());
    }
    assertReasons(CloseReason.DONE);
    assertEquals(0, engine.openAssociations());
  }

  @Test
  void aRefusedAssociationIsToldAndItsConnectionEndsInOrder() throws Exception {
    serve();
    outbound.refuses(Failure.COMMAND_NOT_SUPPORTED);
    try (Socket client = asking(3)) {
      assertEquals(ReplyCode.COMMAND_NOT_SUPPORTED, reply(client).code());
      assertEquals(-1, client.getInputStream().read());
    }
    assertReasons(CloseReason.COMMAND_NOT_SUPPORTED);
  }

  @Test
  void anAssociationTooManyIsRefused() throws Exception {
    serve(Mode.TRUTHFUL, PATIENCE, 0);
    try (Socket client = asking(3)) {
      assertEquals(ReplyCode.GENERAL_SOCKS_SERVER_FAILURE, reply(client).code());
      assertEquals(-1, client.getInputStream().read());
    }
    assertReasons(CloseReason.LIMIT_REACHED);
    assertFalse(outbound.isAsked());
  }
}
