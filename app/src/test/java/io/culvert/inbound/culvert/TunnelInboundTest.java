package io.culvert.inbound.culvert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.address.HostPort;
import io.culvert.auth.Users;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.identity.User;
import io.culvert.net.Datagrams;
import io.culvert.net.Deadlines;
import io.culvert.net.Dialer;
import io.culvert.net.Listener;
import io.culvert.outbound.culvert.TunnelDialer;
import io.culvert.proxy.CloseReason;
import io.culvert.proxy.Command;
import io.culvert.proxy.Engine;
import io.culvert.proxy.Failure;
import io.culvert.proxy.RecordedMeters;
import io.culvert.proxy.Request;
import io.culvert.proxy.Router;
import io.culvert.proxy.ScriptedOutbound;
import io.culvert.transport.Tcp;
import io.culvert.tunnel.OpenRequest;
import io.culvert.tunnel.OpenResponse;
import io.culvert.tunnel.StreamName;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.tunnel.TunnelDatagrams;
import io.culvert.tunnel.TunnelEnds;
import io.culvert.tunnel.TunnelException;
import io.culvert.tunnel.TunnelStream;
import io.culvert.wire.ReplaySet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server's inbound with an outbound of the test; the client's end is a real tunnel connection.
 */
@Timeout(30)
class TunnelInboundTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Endpoint TARGET = new Endpoint(Address.parse("example.com"), 443);
  private static final Endpoint BOUND = ScriptedOutbound.BOUND;

  private final RecordedMeters meters = new RecordedMeters();
  private final Deadlines deadlines = new Deadlines();
  private final ScriptedOutbound outbound = new ScriptedOutbound();
  private Listener listener;
  private TunnelInbound inbound;
  private TunnelDialer dialer;
  private TunnelConnection tunnel;
  private Thread sweep;
  private Thread server;

  @BeforeEach
  void start() throws Exception {
    var random = new SecureRandom();
    var key = ServerKeyPair.generate(random);
    var id = UserId.generate(random);
    var psk = PresharedKey.generate(random);
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    listener = new Listener("inbound", new InetSocketAddress(loopback, 0), 100, deadlines);
    inbound = new TunnelInbound("tunnel", acceptor(key, new User("ali", id, psk)), engine());
    sweep = TunnelEnds.start("deadlines", deadlines::run);
    server = TunnelEnds.start("server", () -> listener.run(inbound::serve));
    var address = new HostPort("127.0.0.1", listener.address().getPort());
    var peer = new TunnelDialer.Peer(address, key.publicKey(), id, psk);
    var tcp = new Tcp(name -> List.of(loopback), new Dialer(deadlines, PATIENCE));
    dialer = new TunnelDialer(peer, new byte[0], tcp, deadlines, PATIENCE);
    tunnel = dialer.dial();
  }

  private TunnelAcceptor acceptor(ServerKeyPair key, User user) {
    return new TunnelAcceptor(
        new ServerIdentity(key, Users.of(user), new ReplaySet(100), new ServerClock()),
        deadlines,
        result -> {},
        new TunnelAcceptor.UnauthenticatedHandling(
            new UnauthenticatedConnections(100), Optional.empty()));
  }

  private Engine engine() {
    var options = new Engine.Options("server", Duration.ofMinutes(5), 8, false, false);
    return new Engine(Router.to(outbound), meters, options);
  }

  @AfterEach
  void stop() throws Exception {
    tunnel.close();
    inbound.drain();
    listener.close();
    server.join();
    await().untilAsserted(() -> assertEquals(0, deadlines.size(), "open sockets"));
    sweep.interrupt();
    sweep.join();
  }

  private TunnelStream ask(OpenRequest request) throws IOException {
    TunnelStream stream = tunnel.nextStream();
    stream.open(request);
    return stream;
  }

  private TunnelStream ask(Command command) throws IOException {
    return ask(new OpenRequest(command, TARGET));
  }

  /** Reads a refusal to its end, and answers that. */
  private static void assertRefused(int code, TunnelStream stream) throws IOException {
    assertEquals(code, stream.response().code());
    assertNull(stream.receive());
    stream.endOutput();
    stream.close();
    assertTrue(stream.leavesReusable());
  }

  private void assertServed(String text) throws IOException {
    outbound.answers(text);
    TunnelStream stream = ask(Command.CONNECT);
    assertEquals(OpenResponse.success(BOUND), stream.response());
    assertEquals(text, US_ASCII.decode(stream.receive()).toString());
    assertNull(stream.receive());
    stream.endOutput();
    stream.close();
    assertTrue(stream.leavesReusable());
  }

  private void assertReasons(CloseReason... expected) {
    await().untilAsserted(() -> assertEquals(List.of(expected), meters.closed()));
  }

  @Test
  void streamsFollowEachOtherOnOneConnection() throws Exception {
    assertServed("one");
    assertServed("two");
    assertReasons(CloseReason.DONE, CloseReason.DONE);
  }

  @ParameterizedTest
  @EnumSource
  void theRequestSaysWhoAsksForWhatAndWhere(Command command) throws Exception {
    outbound.answers("");
    try (TunnelStream stream = ask(command)) {
      assertTrue(stream.response().succeeded());
    }
    Request request = outbound.request();
    assertEquals(command, request.command());
    assertEquals(TARGET, request.destination());
    assertEquals("ali", request.user());
    assertEquals("tunnel", request.inbound());
    assertEquals("127.0.0.1", request.entry().getHostAddress());
    assertEquals(tunnel.localAddress(), request.source().getAddress());
  }

  @Test
  void aCommandWithoutANameIsAnswered07AndTheConnectionGoesOn() throws Exception {
    assertRefused(0x07, ask(new OpenRequest(0x7f, TARGET)));
    assertServed("next");
    assertReasons(CloseReason.COMMAND_NOT_SUPPORTED, CloseReason.DONE);
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalIsAnsweredAndTheConnectionGoesOn(Failure failure) throws Exception {
    outbound.refuses(failure);
    assertRefused(OpenResponse.failure(failure).code(), ask(Command.CONNECT));
    assertServed("next");
    assertReasons(failure.reason(), CloseReason.DONE);
  }

  @Test
  void aRequestThatBeganOnAnotherConnectionIsRefusedAsRepeated() throws Exception {
    outbound.answers("first");
    TunnelStream first = ask(Command.CONNECT);
    assertTrue(first.response().succeeded());
    assertEquals(1, outbound.asked());
    try (TunnelConnection other = dialer.dial()) {
      TunnelStream second = other.nextStream();
      second.open(new OpenRequest(Command.CONNECT, TARGET).repeating(first.name()));
      assertTrue(second.response().isRepeated());
      second.close();
    }
    assertEquals(1, outbound.asked());
    assertEquals("first", US_ASCII.decode(first.receive()).toString());
    first.close();
    await().untilAsserted(() -> assertTrue(meters.closed().contains(CloseReason.REPEATED_REQUEST)));
  }

  /** Its connection has ended since: the server still knows. */
  @Test
  void aRequestThatHasEndedOnAnotherConnectionIsRefusedAsRepeated() throws Exception {
    outbound.answers("first");
    TunnelStream first = ask(Command.CONNECT);
    assertTrue(first.response().succeeded());
    tunnel.abort();
    await().until(() -> listener.open() == 0);
    try (TunnelConnection other = dialer.dial()) {
      TunnelStream second = other.nextStream();
      second.open(new OpenRequest(Command.CONNECT, TARGET).repeating(first.name()));
      assertTrue(second.response().isRepeated());
      second.close();
    }
    assertEquals(1, outbound.asked());
  }

  @Test
  void aRequestThatDidNotBeginIsServedAndItsFirstConnectionClosed() throws Exception {
    assertServed("earlier");
    var never = new StreamName(tunnel.id(), 1);
    outbound.answers("second");
    try (TunnelConnection other = dialer.dial()) {
      TunnelStream second = other.nextStream();
      second.open(new OpenRequest(Command.CONNECT, TARGET).repeating(never));
      assertTrue(second.response().succeeded());
      assertEquals("second", US_ASCII.decode(second.receive()).toString());
      assertThrows(IOException.class, () -> ask(Command.CONNECT).response());
      second.close();
    }
  }

  @Test
  void aRequestOfAConnectionThatIsNotKnownIsServed() throws Exception {
    outbound.answers("");
    TunnelStream stream = tunnel.nextStream();
    stream.open(new OpenRequest(Command.CONNECT, TARGET).repeating(new StreamName(1, 0)));
    assertTrue(stream.response().succeeded());
    stream.close();
  }

  @Test
  void bindIsAnsweredTwice() throws Exception {
    outbound.answers("peer");
    TunnelStream stream = ask(Command.BIND);
    assertEquals(OpenResponse.success(BOUND), stream.response());
    assertEquals(OpenResponse.success(BOUND), stream.response());
    assertEquals("peer", US_ASCII.decode(stream.receive()).toString());
    stream.close();
  }

  @Test
  void bindWithoutAPeerIsRefusedBySecondAnswer() throws Exception {
    outbound.refuses(Failure.NO_PEER);
    TunnelStream stream = ask(Command.BIND);
    assertTrue(stream.response().succeeded());
    assertRefused(0x06, stream);
    assertServed("next");
  }

  @Test
  void anAssociationCarriesDatagramsUntilItsEnd() throws Exception {
    outbound.answers("");
    TunnelStream stream = ask(Command.UDP_ASSOCIATE);
    assertEquals(OpenResponse.success(BOUND), stream.response());
    var datagrams = new TunnelDatagrams(stream);
    ByteBuffer query = ByteBuffer.allocate(1000).position(Datagrams.HEADROOM);
    datagrams.send(TARGET, query.put((byte) 7).flip().position(Datagrams.HEADROOM));
    ByteBuffer answer = ByteBuffer.allocate(10);
    assertEquals(TARGET, datagrams.receive(answer));
    assertEquals(7, answer.flip().get());
    datagrams.close();
    assertTrue(stream.leavesReusable());
    assertServed("next");
    assertReasons(CloseReason.DONE, CloseReason.DONE);
  }

  @Test
  void aClientThatLeavesEndsTheWaitForItsTarget() throws Exception {
    outbound.waits(true);
    TunnelStream stream = ask(Command.CONNECT);
    await().until(outbound::isAsked);
    stream.close();
    assertTrue(outbound.isInterruptedWithin(PATIENCE));
    assertTrue(stream.leavesReusable());
    outbound.waits(false);
    assertServed("next");
    assertReasons(CloseReason.PEER_RESET, CloseReason.DONE);
  }

  @Test
  void octetsInPlaceOfARequestEndTheConnection() throws Exception {
    TunnelStream stream = tunnel.nextStream();
    stream.write(ByteBuffer.wrap(new byte[10]));
    assertThrows(TunnelException.Truncated.class, stream::receive);
    assertReasons();
  }

  @Test
  void aTunnelThatIsLostIsATruncation() throws Exception {
    outbound.waits(true);
    ask(Command.CONNECT);
    await().until(outbound::isAsked);
    tunnel.abort();
    assertTrue(outbound.isInterruptedWithin(PATIENCE));
    assertReasons(CloseReason.TUNNEL_TRUNCATED);
  }

  @Test
  void aDrainEndsAConnectionThatWaitsForARequest() throws Exception {
    assertServed("before");
    inbound.drain();
    TunnelStream stream = tunnel.nextStream();
    assertThrows(TunnelException.Truncated.class, stream::receive);
  }

  @Test
  void aDrainLeavesAnOpenStreamToItsEndAndTakesNoOther() throws Exception {
    outbound.waits(true);
    TunnelStream stream = ask(Command.CONNECT);
    await().until(outbound::isAsked);
    inbound.drain();
    assertFalse(outbound.isInterruptedWithin(Duration.ofMillis(200)));
    stream.reset();
    assertThrows(TunnelException.ResetByPeer.class, stream::response);
    stream.close();
    TunnelStream next = tunnel.nextStream();
    assertThrows(TunnelException.Truncated.class, next::receive);
    assertReasons(CloseReason.PEER_RESET);
  }

  @Test
  void aDrainLetsNoNewConnectionAsk() throws Exception {
    inbound.drain();
    try (TunnelConnection late = dialer.dial()) {
      TunnelStream stream = late.nextStream();
      assertThrows(TunnelException.Truncated.class, stream::receive);
    }
  }

  @Test
  void anInterruptResetsTheStream() throws Exception {
    outbound.waits(true);
    TunnelStream stream = ask(Command.CONNECT);
    await().until(outbound::isAsked);
    listener.close(); // Its drain takes no time: what is open is interrupted.
    assertTrue(outbound.isInterruptedWithin(PATIENCE));
    IOException end = assertThrows(IOException.class, stream::response);
    assertInstanceOf(TunnelException.ResetByPeer.class, end);
    stream.close();
    assertReasons(CloseReason.DRAINED);
  }
}
