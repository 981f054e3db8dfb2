package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of BIND, RFC 1928 section 4: two answers, and a peer that comes by itself. */
@Timeout(60)
class BindRelayTest {
  private static final Endpoint PEER = new Endpoint(Address.parse("192.0.2.9"), 20);

  private final FakeExchange exchange = FakeExchange.of(Command.BIND);
  private final FakeConnection client = exchange.client();
  private final FakeConnection peer = new FakeConnection();
  private final FakeOutbound outbound = new FakeOutbound();
  private final RecordedMeters.Counts counts = new RecordedMeters.Counts();
  private final List<Endpoint> peers = new CopyOnWriteArrayList<>();

  private Running<CloseReason> start() {
    return start(false);
  }

  private Running<CloseReason> start(boolean earlyYes) {
    var options = new Engine.Options("test", Duration.ofMinutes(5), 1, earlyYes, false);
    var source = new TargetSource.Bind(exchange, outbound, peers::add);
    return Running.start(
        () -> new StreamRelay(exchange, source, options, counts).serve("stream 1"));
  }

  private Running<CloseReason> waitingForPeer() {
    Running<CloseReason> stream = start();
    outbound.listens();
    Soon.until(() -> outbound.peer().isAwaited() && client.isBeingRead());
    return stream;
  }

  private void peerComes() {
    outbound.peer().is(new Opened(peer, PEER));
  }

  @Test
  void theClientGetsTwoAnswersAndThenItsPeer() throws Exception {
    Running<CloseReason> stream = waitingForPeer();
    assertEquals("<listening>", client.written());
    peerComes();
    peer.says("file");
    peer.ends();
    Soon.until(client::isOutputEnded);
    client.ends();
    assertEquals(CloseReason.DONE, stream.result());
    assertEquals("<listening><yes>file", client.written());
    assertEquals(List.of(FakeOutbound.BOUND, PEER), exchange.bound());
    assertEquals(List.of(PEER), peers);
    assertTrue(client.isClosedInOrder() && peer.isClosedInOrder());
  }

  @Test
  void nobodyElseCanComeAfterThePeer() {
    Running<CloseReason> stream = waitingForPeer();
    peerComes();
    Soon.until(peer::isBeingRead);
    assertTrue(outbound.isPlaceClosed());
    stream.interrupt();
  }

  @Test
  void aClientThatEndsBeforeItsPeerCameHasLeft() throws Exception {
    Running<CloseReason> stream = waitingForPeer();
    client.ends();
    assertEquals(CloseReason.CLIENT_LEFT, stream.result());
    assertTrue(outbound.peer().isInterrupted());
    assertTrue(outbound.isPlaceClosed());
    assertTrue(client.isReset());
  }

  @Test
  void aClientThatEndsRightAfterItsSecondAnswerHasNotLeft() throws Exception {
    exchange.afterYes(() -> {
      client.ends();
      Soon.until(() -> !client.isBeingRead());
    });
    Running<CloseReason> stream = waitingForPeer();
    peer.says("file");
    peer.ends();
    peerComes();
    assertEquals(CloseReason.DONE, stream.result());
    assertEquals("<listening><yes>file", client.written());
    assertTrue(peer.isOutputEnded());
  }

  @Test
  void aClientThatResetsBeforeItsPeerCameEndsTheWait() throws Exception {
    Running<CloseReason> stream = waitingForPeer();
    client.breaks();
    assertEquals(CloseReason.CLIENT_RESET, stream.result());
    assertTrue(outbound.peer().isInterrupted());
    assertTrue(outbound.isPlaceClosed());
  }

  @Test
  void aRefusalToListenIsTheOnlyAnswer() throws Exception {
    Running<CloseReason> stream = start();
    outbound.listening().isNo(Failure.COMMAND_NOT_SUPPORTED);
    Soon.until(client::isOutputEnded);
    client.ends();
    assertEquals(CloseReason.COMMAND_NOT_SUPPORTED, stream.result());
    assertEquals("<no>", client.written());
    assertTrue(client.isClosedInOrder());
  }

  @Test
  void aRefusalAfterTheFirstAnswerIsTheSecond() throws Exception {
    Running<CloseReason> stream = waitingForPeer();
    outbound.peer().isNo(Failure.NO_PEER);
    Soon.until(client::isOutputEnded);
    assertEquals("<listening><no>", client.written());
    client.ends();
    assertEquals(CloseReason.CONNECT_TIMEOUT, stream.result());
    assertTrue(outbound.isPlaceClosed());
  }

  @Test
  void aClientThatCannotBeToldWhereToComeClosesThePlace() throws Exception {
    client.failsToWrite(new IOException("fake"));
    Running<CloseReason> stream = start();
    outbound.listens();
    assertEquals(CloseReason.CLIENT_RESET, stream.result());
    assertTrue(outbound.isPlaceClosed());
    assertFalse(outbound.peer().isAwaited());
  }

  @Test
  void itIsNeverAnsweredEarly() {
    Running<CloseReason> stream = start(true);
    Soon.until(outbound.listening()::isAwaited);
    assertEquals("", client.written());
    stream.interrupt();
  }
}
