package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams whose client is told yes before the outbound has answered. */
@Timeout(60)
class EarlyYesTest {
  private static final Engine.Options OPTIONS =
      new Engine.Options("test", Duration.ofMinutes(5), 1, true, false);

  private final FakeExchange exchange = FakeExchange.of(Command.CONNECT);
  private final FakeConnection client = exchange.client();
  private final FakeConnection target = new FakeConnection();
  private final FakeOutbound outbound = new FakeOutbound();
  private final RecordedMeters meters = new RecordedMeters();
  private final RecordedMeters.Counts counts = meters.traffic("");

  private Running<CloseReason> start() {
    var source = new TargetSource.Connect(exchange, outbound, meters);
    return Running.start(
        () -> new StreamRelay(exchange, source, OPTIONS, counts).serve("stream 1"));
  }

  /** A stream whose client has been told yes and whose outbound has been asked. */
  private Running<CloseReason> asked() {
    Running<CloseReason> stream = start();
    Soon.until(outbound.connected()::isAwaited);
    return stream;
  }

  /** The client's first octets have been brought, and its thread waits for the answer. */
  private void brings(String first) {
    client.says(first);
    Soon.until(() -> !client.isBeingRead());
  }

  private void endsBoth() {
    client.ends();
    target.ends();
  }

  @Test
  void theClientIsAnsweredBeforeTheOutbound() {
    Running<CloseReason> stream = asked();
    assertEquals("<yes>", client.written());
    assertEquals(List.of(Endpoint.UNSPECIFIED), exchange.bound());
    assertTrue(client.isResetUnlessClosed());
    stream.interrupt();
  }

  @Test
  void theClientIsAnsweredOnce() throws Exception {
    Running<CloseReason> stream = asked();
    outbound.connects(target);
    endsBoth();
    assertEquals(CloseReason.DONE, stream.result());
    assertEquals("<yes>", client.written());
  }

  @Test
  void firstOctetsBehindTheRequestAreBroughtOnce() throws Exception {
    Running<CloseReason> stream = asked();
    outbound.early().follow(target);
    client.says("hello");
    Soon.until(() -> target.written().equals("hello"));
    outbound.connects(target);
    client.says(" world");
    endsBoth();
    assertEquals(CloseReason.DONE, stream.result());
    assertEquals("hello world", target.written());
    assertEquals(11, counts.up());
  }

  @Test
  void firstOctetsBeforeTheRequestAreBroughtOnce() throws Exception {
    Running<CloseReason> stream = asked();
    brings("hello");
    Soon.until(() -> {
      outbound.early().follow(target);
      return target.written().equals("hello");
    });
    outbound.connects(target);
    client.says(" world");
    endsBoth();
    assertEquals(CloseReason.DONE, stream.result());
    assertEquals("hello world", target.written());
    assertEquals(11, counts.up());
  }

  @Test
  void anOutboundThatCannotCarryThemGetsThemAfterTheAnswer() throws Exception {
    Running<CloseReason> stream = asked();
    brings("hello");
    outbound.connects(target);
    endsBoth();
    assertEquals(CloseReason.DONE, stream.result());
    assertEquals("hello", target.written());
    assertEquals(5, counts.up());
  }

  @Test
  void aRepeatedRequestTakesThemAlong() throws Exception {
    var dead = new FakeConnection();
    Running<CloseReason> stream = asked();
    outbound.early().follow(dead);
    client.says("hello");
    Soon.until(() -> dead.written().equals("hello"));
    outbound.early().follow(target);
    outbound.connects(target);
    client.says(" world");
    endsBoth();
    assertEquals(CloseReason.DONE, stream.result());
    assertEquals("hello world", target.written());
    assertEquals(11, counts.up());
  }

  @Test
  void octetsThatMetADeadConnectionAreNotLost() throws Exception {
    var dead = new FakeConnection();
    dead.breaks();
    Running<CloseReason> stream = asked();
    outbound.early().follow(dead);
    client.says("hello");
    Soon.until(dead::hasFailedWrite);
    outbound.early().follow(target);
    outbound.connects(target);
    endsBoth();
    assertEquals(CloseReason.DONE, stream.result());
    assertEquals("hello", target.written());
  }

  @Test
  void aRefusalAfterItIsAReset() throws Exception {
    Running<CloseReason> stream = asked();
    outbound.connected().isNo(Failure.CONNECTION_REFUSED);
    assertEquals(CloseReason.CONNECTION_REFUSED, stream.result());
    assertTrue(client.isReset());
    assertEquals(List.of(), exchange.refusals());
    assertEquals("<yes>", client.written());
  }

  @Test
  void aRefusalAfterTheClientsEndIsAResetToo() throws Exception {
    Running<CloseReason> stream = asked();
    client.says("hello");
    client.ends();
    outbound.connected().isNo(Failure.CONNECTION_REFUSED);
    assertEquals(CloseReason.CONNECTION_REFUSED, stream.result());
    assertTrue(client.isReset());
  }

  @Test
  void aClientThatResetsAfterItEndsTheOutboundsWait() throws Exception {
    Running<CloseReason> stream = asked();
    client.breaks();
    assertEquals(CloseReason.CLIENT_RESET, stream.result());
    assertTrue(outbound.connected().isInterrupted());
  }

  @Test
  void aClientThatEndsAfterItHasNotLeft() throws Exception {
    Running<CloseReason> stream = asked();
    client.says("question");
    client.ends();
    target.says("answer");
    target.ends();
    outbound.connects(target);
    assertEquals(CloseReason.DONE, stream.result());
    assertEquals("question", target.written());
    assertEquals("<yes>answer", client.written());
  }

  @Test
  void aClientThatCannotBeAnsweredAsksNobody() throws Exception {
    client.failsToWrite(new IOException("fake"));
    Running<CloseReason> stream = start();
    assertEquals(CloseReason.CLIENT_RESET, stream.result());
    assertFalse(outbound.connected().isAwaited());
  }
}
