package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of exchanges that are over when their target has ended, as requests of HTTP are. */
@Timeout(60)
class TargetEndTest {
  private final FakeExchange exchange = FakeExchange.of(Command.CONNECT);
  private final FakeConnection client = exchange.client();
  private final FakeConnection target = new FakeConnection();
  private final FakeOutbound outbound = new FakeOutbound();
  private final RecordedMeters meters = new RecordedMeters();
  private Running<CloseReason> stream;

  @BeforeEach
  void start() {
    exchange.endsWithTarget(true);
  }

  private void relay() {
    begin();
    outbound.connects(target);
    Soon.until(() -> client.isBeingRead() && target.isBeingRead());
  }

  private void begin() {
    var source = new TargetSource.Connect(exchange, outbound, meters);
    var options = new Engine.Options("test", Duration.ofMinutes(5), 1, false, false);
    stream =
        Running.start(
            () -> new StreamRelay(exchange, source, options, meters.traffic("")).serve("stream 1"));
  }

  private void assertClosedInOrder() throws Exception {
    assertEquals(CloseReason.DONE, stream.result());
    assertTrue(client.isClosedInOrder(), () -> "client: " + client.events());
    assertTrue(target.isClosedInOrder(), () -> "target: " + target.events());
  }

  @Test
  void theStreamIsOverAlthoughTheClientStays() throws Exception {
    relay();
    target.says("answer");
    target.ends();
    assertClosedInOrder();
    assertEquals("<yes>answer", client.written());
    assertFalse(target.isOutputEnded());
  }

  @Test
  void theClientMayHaveEndedBefore() throws Exception {
    relay();
    client.ends();
    Soon.until(target::isOutputEnded);
    assertFalse(stream.isDone());
    target.ends();
    assertClosedInOrder();
  }

  @Test
  void aTargetThatTakesNoMoreMayStillAnswer() throws Exception {
    relay();
    target.failsToWrite(new IOException("refused by the fake peer"));
    client.says("more");
    target.says("enough");
    target.ends();
    assertClosedInOrder();
    assertEquals("<yes>enough", client.written());
  }

  @Test
  void aClientThatFailsBeforeIsAReset() throws Exception {
    relay();
    client.breaks();
    assertEquals(CloseReason.CLIENT_RESET, stream.result());
    assertTrue(target.isReset());
  }

  @Test
  void aTargetThatFailsIsAReset() throws Exception {
    relay();
    target.breaks();
    assertEquals(CloseReason.TARGET_RESET, stream.result());
    assertTrue(client.isReset());
  }

  @Test
  void aRefusalIsTheEndToo() throws Exception {
    begin();
    outbound.connected().isNo(Failure.CONNECTION_REFUSED);
    assertEquals(CloseReason.CONNECTION_REFUSED, stream.result());
    assertEquals("<no>", client.written());
    assertFalse(client.isReset());
  }

  @Test
  void oneThatTurnsIntoAStreamHasTwoEnds() throws Exception {
    relay();
    exchange.endsWithTarget(false);
    target.ends();
    Soon.until(client::isOutputEnded);
    client.says("more");
    Soon.until(() -> target.written().equals("more"));
    assertFalse(stream.isDone());
    client.ends();
    assertClosedInOrder();
    assertTrue(target.isOutputEnded());
  }

  @Test
  void oneThatTurnsIntoAStreamFailsAsOne() throws Exception {
    relay();
    exchange.endsWithTarget(false);
    target.ends();
    Soon.until(client::isOutputEnded);
    client.breaks();
    assertEquals(CloseReason.CLIENT_RESET, stream.result());
    assertTrue(target.isReset());
  }

  @Test
  void theExchangeMayHaveItsLegAlready() throws Exception {
    exchange.keeps(new Opened(target, FakeOutbound.BOUND));
    begin();
    target.says("kept");
    target.ends();
    assertClosedInOrder();
    assertEquals(0, meters.connects());
  }
}
