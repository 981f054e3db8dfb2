package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamRelayTest {
  private static final Duration IDLE = Duration.ofMinutes(5);

  private final FakeExchange exchange = FakeExchange.of(Command.CONNECT);
  private final FakeConnection client = exchange.client();
  private final FakeConnection target = new FakeConnection();
  private final FakeOutbound outbound = new FakeOutbound();
  private final RecordedMeters meters = new RecordedMeters();
  private final RecordedMeters.Counts counts = meters.traffic("");

  private static Engine.Options options(boolean earlyYes) {
    return new Engine.Options("test", IDLE, 1, earlyYes, false);
  }

  private Running<CloseReason> start() {
    return start(options(false));
  }

  private Running<CloseReason> start(Engine.Options options) {
    return start(new TargetSource.Connect(exchange, outbound, meters), options);
  }

  private Running<CloseReason> start(TargetSource source, Engine.Options options) {
    return Running.start(
        () -> new StreamRelay(exchange, source, options, counts).serve("stream 1"));
  }

  /** A stream on which both directions wait for their senders. */
  private Running<CloseReason> relaying() {
    Running<CloseReason> stream = start();
    outbound.connects(target);
    Soon.until(() -> client.isBeingRead() && target.isBeingRead());
    return stream;
  }

  private void assertBothReset() {
    assertTrue(client.isReset(), () -> "client: " + client.events());
    assertTrue(target.isReset(), () -> "target: " + target.events());
  }

  private void assertBothClosedInOrder() {
    assertTrue(client.isClosedInOrder(), () -> "client: " + client.events());
    assertTrue(target.isClosedInOrder(), () -> "target: " + target.events());
  }

  @Nested
  class OfAnOpenedTarget {
    @Test
    void theClientIsToldTheBoundAddressBeforeTheTargetsFirstOctet() throws Exception {
      Running<CloseReason> stream = start();
      target.says("hello");
      target.ends();
      client.ends();
      outbound.connects(target);
      assertEquals(CloseReason.DONE, stream.result());
      assertEquals("<yes>hello", client.written());
      assertEquals(List.of(FakeOutbound.BOUND), exchange.bound());
    }

    @Test
    void bothDirectionsAreCopiedAndCounted() throws Exception {
      Running<CloseReason> stream = relaying();
      client.says("question");
      target.says("the answer");
      client.ends();
      target.ends();
      stream.result();
      assertEquals("question", target.written());
      assertEquals("<yes>the answer", client.written());
      assertEquals(8, counts.up());
      assertEquals(10, counts.down());
    }

    @Test
    void bothLegsAreClosedInOrderAfterTwoCleanEnds() throws Exception {
      Running<CloseReason> stream = relaying();
      client.ends();
      target.ends();
      stream.result();
      assertBothClosedInOrder();
      assertTrue(client.isOutputEnded() && target.isOutputEnded());
      assertTrue(target.isRecycled());
    }

    @Test
    void anyOtherEndIsAResetAndSilenceIsBounded() {
      relaying().interrupt();
      assertTrue(client.isResetUnlessClosed() && target.isResetUnlessClosed());
      assertEquals(IDLE, client.idleLimit());
      assertEquals(IDLE, target.idleLimit());
    }

    @Test
    void theTimeToConnectIsMeasuredOnce() throws Exception {
      Running<CloseReason> stream = relaying();
      client.ends();
      target.ends();
      stream.result();
      assertEquals(1, meters.connects());
    }
  }

  @Nested
  class OfHalfClose {
    @Test
    void theClientsEndReachesTheTargetAndTheAnswerStillComes() throws Exception {
      Running<CloseReason> stream = relaying();
      client.says("question");
      client.ends();
      Soon.until(target::isOutputEnded);
      target.says("late answer");
      Soon.until(() -> client.written().endsWith("late answer"));
      assertFalse(stream.isDone());
      assertFalse(client.isOutputEnded());
      target.ends();
      assertEquals(CloseReason.DONE, stream.result());
      assertBothClosedInOrder();
    }

    @Test
    void theTargetsEndReachesTheClientWhichMayGoOn() throws Exception {
      Running<CloseReason> stream = relaying();
      target.says("banner");
      target.ends();
      Soon.until(client::isOutputEnded);
      client.says("a long upload");
      Soon.until(() -> target.written().equals("a long upload"));
      assertFalse(stream.isDone());
      assertFalse(target.isOutputEnded());
      client.ends();
      assertEquals(CloseReason.DONE, stream.result());
      assertBothClosedInOrder();
    }

    @Test
    void aClientThatEndsBeforeTheAnswerHasNotLeft() throws Exception {
      Running<CloseReason> stream = start();
      Soon.until(client::isBeingRead);
      client.ends();
      Soon.until(() -> !client.isBeingRead());
      assertFalse(outbound.connected().isInterrupted());
      target.says("banner");
      target.ends();
      outbound.connects(target);
      assertEquals(CloseReason.DONE, stream.result());
      assertEquals("<yes>banner", client.written());
      assertTrue(target.isOutputEnded());
      assertBothClosedInOrder();
    }

    @Test
    void whatCameBeforeAnEarlyEndIsDelivered() throws Exception {
      client.says("question");
      client.ends();
      Running<CloseReason> stream = start();
      target.ends();
      outbound.connects(target);
      assertEquals(CloseReason.DONE, stream.result());
      assertEquals("question", target.written());
    }
  }

  @Nested
  class OfALeavingClient {
    @Test
    void aResetBeforeTheAnswerEndsTheOutboundsWait() throws Exception {
      Running<CloseReason> stream = start();
      Soon.until(outbound.connected()::isAwaited);
      client.breaks();
      assertEquals(CloseReason.CLIENT_RESET, stream.result());
      assertTrue(outbound.connected().isInterrupted());
      assertTrue(client.isReset());
      assertEquals("", client.written());
    }

    @Test
    void aLegThatComesInSpiteOfTheInterruptIsResetAndNotLeaked() throws Exception {
      var asked = new CountDownLatch(1);
      TargetSource stubborn =
          early -> {
            asked.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return Outcome.of(new Opened(target, FakeOutbound.BOUND));
          };
      Running<CloseReason> stream = start(stubborn, options(false));
      asked.await();
      client.breaks();
      assertEquals(CloseReason.CLIENT_RESET, stream.result());
      assertBothReset();
      assertTrue(target.isRecycled());
    }

    @Test
    void aClientThatCannotBeAnsweredResetsTheTarget() throws Exception {
      Running<CloseReason> stream = start();
      client.failsToWrite(new IOException("fake"));
      outbound.connects(target);
      assertEquals(CloseReason.CLIENT_RESET, stream.result());
      assertBothReset();
    }
  }

  @Nested
  class OfAFailure {
    @Test
    void aClientThatResetsResetsBothLegs() throws Exception {
      Running<CloseReason> stream = relaying();
      client.breaks();
      assertEquals(CloseReason.CLIENT_RESET, stream.result());
      assertBothReset();
    }

    @Test
    void aTargetThatResetsResetsBothLegs() throws Exception {
      Running<CloseReason> stream = relaying();
      target.breaks();
      assertEquals(CloseReason.TARGET_RESET, stream.result());
      assertBothReset();
    }

    @Test
    void aProtocolsOwnFailureNamesTheReason() throws Exception {
      Running<CloseReason> stream = relaying();
      target.failsToRead(new NotOpenedException(CloseReason.PEER_RESET, null));
      assertEquals(CloseReason.PEER_RESET, stream.result());
      assertBothReset();
    }

    @Test
    void aResetAfterACleanEndOfTheOtherDirectionIsStillAReset() throws Exception {
      Running<CloseReason> stream = relaying();
      client.ends();
      Soon.until(target::isOutputEnded);
      target.breaks();
      assertEquals(CloseReason.TARGET_RESET, stream.result());
      assertBothReset();
    }

    @Test
    void whatTheTargetSaidBeforeItTookNoMoreIsDelivered() throws Exception {
      Running<CloseReason> stream = relaying();
      target.failsToWrite(new IOException("fake"));
      client.says("too late");
      Soon.until(target::hasFailedWrite);
      target.says("413 too large");
      Soon.until(() -> client.written().endsWith("413 too large"));
      assertFalse(stream.isDone());
      target.ends();
      assertEquals(CloseReason.TARGET_RESET, stream.result());
      assertBothReset();
    }

    @Test
    void whatTheClientSaidBeforeItTookNoMoreIsDelivered() throws Exception {
      Running<CloseReason> stream = relaying();
      client.failsToWrite(new IOException("fake"));
      target.says("too late");
      Soon.until(client::hasFailedWrite);
      client.says("quit");
      Soon.until(() -> target.written().equals("quit"));
      assertFalse(stream.isDone());
      client.ends();
      assertEquals(CloseReason.CLIENT_RESET, stream.result());
      assertBothReset();
    }

    @Test
    void aReadThatFailsAfterAFailedWriteEndsTheWait() throws Exception {
      Running<CloseReason> stream = relaying();
      target.failsToWrite(new IOException("fake"));
      client.says("too late");
      Soon.until(target::hasFailedWrite);
      target.breaks();
      assertEquals(CloseReason.TARGET_RESET, stream.result());
      assertBothReset();
    }

    @Test
    void twoFailedWritesDoNotWaitForEachOther() throws Exception {
      Running<CloseReason> stream = relaying();
      client.stopsReading();
      target.stopsReading();
      client.says("up");
      target.says("down");
      Soon.until(() -> client.isBeingWritten() && target.isBeingWritten());
      client.failsToWrite(new IOException("fake"));
      target.failsToWrite(new IOException("fake"));
      stream.result();
      assertBothReset();
    }

    @Test
    void silenceForTooLongResetsBothLegs() throws Exception {
      Running<CloseReason> stream = relaying();
      client.expires();
      assertEquals(CloseReason.IDLE_TIMEOUT, stream.result());
      assertBothReset();
    }

    @Test
    void anIdleTargetResetsBothLegs() throws Exception {
      Running<CloseReason> stream = relaying();
      target.expires();
      assertEquals(CloseReason.IDLE_TIMEOUT, stream.result());
      assertBothReset();
    }

    @Test
    void theOwnersInterruptResetsBothLegs() throws Exception {
      Running<CloseReason> stream = relaying();
      stream.interrupt();
      assertInstanceOf(InterruptedException.class, stream.failure());
      assertBothReset();
    }

    @Test
    void theOwnersInterruptEndsWritesAndTheWaitForLastWords() throws Exception {
      Running<CloseReason> stream = relaying();
      target.failsToWrite(new IOException("fake"));
      client.says("too late");
      client.stopsReading();
      target.says("nobody reads this");
      Soon.until(() -> target.hasFailedWrite() && client.isBeingWritten());
      stream.interrupt();
      assertInstanceOf(InterruptedException.class, stream.failure());
      assertBothReset();
    }

    @Test
    void theOwnersInterruptEndsTheOutboundsWait() throws Exception {
      Running<CloseReason> stream = start();
      Soon.until(outbound.connected()::isAwaited);
      stream.interrupt();
      assertInstanceOf(InterruptedException.class, stream.failure());
      assertTrue(outbound.connected().isInterrupted());
      assertTrue(client.isReset());
    }
  }

  @Nested
  class OfABug {
    private final RuntimeException bug = new IllegalStateException("a bug");

    @Test
    void oneInReadingTheClientIsThrownAndResetsBothLegs() throws Exception {
      Running<CloseReason> stream = relaying();
      client.failsToRead(bug);
      assertThrown(stream);
    }

    @Test
    void oneInReadingTheTargetIsThrownAndResetsBothLegs() throws Exception {
      Running<CloseReason> stream = relaying();
      target.failsToRead(bug);
      assertThrown(stream);
    }

    @Test
    void oneInWritingTheClientIsThrownAtOnce() throws Exception {
      Running<CloseReason> stream = relaying();
      client.failsToWrite(bug);
      target.says("down");
      assertThrown(stream);
    }

    @Test
    void oneInWritingTheTargetIsThrownAtOnce() throws Exception {
      Running<CloseReason> stream = relaying();
      target.failsToWrite(bug);
      client.says("up");
      assertThrown(stream);
    }

    @Test
    void oneInTheOutboundIsThrownAndResetsTheClient() throws Exception {
      Running<CloseReason> stream = start();
      outbound.connected().isBug(bug);
      assertSame(bug, stream.failure());
      assertTrue(client.isReset());
    }

    private void assertThrown(Running<CloseReason> stream) throws Exception {
      assertSame(bug, stream.failure());
      assertBothReset();
    }
  }

  @Nested
  class OfARefusal {
    @Test
    void theClientIsToldOnceAndReadToItsEnd() throws Exception {
      client.says("early");
      Running<CloseReason> stream = start();
      outbound.connected().isNo(Failure.HOST_UNREACHABLE);
      Soon.until(client::isOutputEnded);
      client.says("late");
      assertFalse(stream.isDone());
      client.ends();
      assertEquals(CloseReason.HOST_UNREACHABLE, stream.result());
      assertEquals(List.of(Failure.HOST_UNREACHABLE), exchange.refusals());
      assertEquals("<no>", client.written());
      assertTrue(client.isClosedInOrder());
    }

    @Test
    void aClientThatDoesNotEndHasItsTime() throws Exception {
      client.says("early");
      Running<CloseReason> stream = start();
      outbound.connected().isNo(Failure.NOT_ALLOWED);
      Soon.until(client::isOutputEnded);
      client.expires();
      assertEquals(CloseReason.NOT_ALLOWED, stream.result());
    }

    @Test
    void aSilentClientHasItsTimeToo() throws Exception {
      Running<CloseReason> stream = start();
      outbound.connected().isNo(Failure.NOT_ALLOWED);
      Soon.until(client::isOutputEnded);
      client.expires();
      assertEquals(CloseReason.NOT_ALLOWED, stream.result());
    }

    @Test
    void aClientThatResetsAfterTheRefusalChangesNoReason() throws Exception {
      Running<CloseReason> stream = start();
      outbound.connected().isNo(Failure.UNRESOLVABLE);
      Soon.until(client::isOutputEnded);
      client.breaks();
      assertEquals(CloseReason.UNRESOLVABLE, stream.result());
    }

    @Test
    void aClientThatCannotBeToldChangesNoReason() throws Exception {
      Running<CloseReason> stream = start();
      client.failsToWrite(new IOException("fake"));
      outbound.connected().isNo(Failure.CONNECTION_REFUSED);
      assertEquals(CloseReason.CONNECTION_REFUSED, stream.result());
      assertTrue(client.isReset());
    }

    @Test
    void noLatencyIsMeasured() throws Exception {
      client.ends();
      Running<CloseReason> stream = start();
      outbound.connected().isNo(Failure.GENERAL);
      stream.result();
      assertEquals(0, meters.connects());
    }
  }
}
