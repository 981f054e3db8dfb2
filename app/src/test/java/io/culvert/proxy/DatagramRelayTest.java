package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DatagramRelayTest {
  private static final Endpoint ONE = new Endpoint(Address.parse("192.0.2.1"), 53);
  private static final Endpoint TWO = new Endpoint(Address.parse("192.0.2.2"), 123);
  private static final List<String> CLOSED = List.of("close");
  private static final List<String> RESET = List.of("reset", "close");

  private final FakeExchange exchange = FakeExchange.of(Command.UDP_ASSOCIATE);
  private final FakeConnection client = exchange.client();
  private final FakeDatagrams near = new FakeDatagrams();
  private final FakeDatagrams far = new FakeDatagrams();
  private final FakeOutbound outbound = new FakeOutbound();
  private final RecordedMeters.Counts counts = new RecordedMeters.Counts();
  private final List<Endpoint> targets = new CopyOnWriteArrayList<>();
  private final Engine engine =
      new Engine(
          Router.to(outbound),
          new RecordedMeters(),
          new Engine.Options("test", Duration.ofMinutes(5), 1, true, false));

  private Running<CloseReason> start() {
    return start(exchange, outbound);
  }

  private Running<CloseReason> start(FakeExchange exchange, FakeOutbound outbound) {
    return Running.start(() ->
        new DatagramRelay(exchange, outbound, engine, counts, targets::add).serve("association 1"));
  }

  private Running<CloseReason> relaying() {
    exchange.associates(Outcome.of(near));
    outbound.association().is(new Association(far, FakeOutbound.BOUND));
    Running<CloseReason> association = start();
    Soon.until(() -> client.written().equals("<yes>"));
    return association;
  }

  private void assertBothClosedInOrder() {
    assertEquals(CLOSED, near.events());
    assertEquals(CLOSED, far.events());
  }

  private void assertBothReset() {
    assertEquals(RESET, near.events());
    assertEquals(RESET, far.events());
  }

  @Test
  void datagramsPassBothWaysWithTheirEndpointsAndAreCounted() throws Exception {
    Running<CloseReason> association = relaying();
    near.says(ONE, "query");
    near.says(TWO, "time");
    far.says(ONE, "the answer");
    Soon.until(() -> far.sent().size() == 2 && near.sent().size() == 1);
    near.ends();
    association.result();
    assertEquals(List.of("192.0.2.1:53 query", "192.0.2.2:123 time"), far.sent());
    assertEquals(List.of("192.0.2.1:53 the answer"), near.sent());
    assertEquals(9, counts.up());
    assertEquals(10, counts.down());
    assertEquals(List.of(ONE, TWO), targets);
  }

  @Test
  void anEmptyDatagramIsOneToo() {
    Running<CloseReason> association = relaying();
    near.says(ONE, "");
    Soon.until(() -> far.sent().equals(List.of("192.0.2.1:53 ")));
    association.interrupt();
  }

  @Test
  void theClientIsToldTheAddressThatTargetsSee() throws Exception {
    Running<CloseReason> association = relaying();
    near.ends();
    association.result();
    assertEquals(List.of(FakeOutbound.BOUND), exchange.bound());
  }

  @Nested
  class OfItsEnd {
    @Test
    void itEndsInOrderWithTheClientsSide() throws Exception {
      Running<CloseReason> association = relaying();
      near.ends();
      assertEquals(CloseReason.DONE, association.result());
      assertBothClosedInOrder();
    }

    @Test
    void itEndsInOrderWithTheOutboundsSide() throws Exception {
      Running<CloseReason> association = relaying();
      far.ends();
      assertEquals(CloseReason.DONE, association.result());
      assertBothClosedInOrder();
    }

    @Test
    void itEndsInOrderWithATaskBesideIt() throws Exception {
      var released = new CountDownLatch(1);
      near.runs(released::await);
      Running<CloseReason> association = relaying();
      assertFalse(association.isDone());
      released.countDown();
      assertEquals(CloseReason.DONE, association.result());
      assertBothClosedInOrder();
    }

    @Test
    void tasksBesideItAreInterruptedWithIt() throws Exception {
      var started = new CountDownLatch(1);
      var interrupted = new CountDownLatch(1);
      far.runs(() -> {
        started.countDown();
        try {
          new CountDownLatch(1).await();
        } finally {
          interrupted.countDown();
        }
      });
      Running<CloseReason> association = relaying();
      started.await();
      near.ends();
      assertEquals(CloseReason.DONE, association.result());
      assertEquals(0, interrupted.getCount());
    }

    @Test
    void aFailureOfTheClientsSideResetsBoth() throws Exception {
      Running<CloseReason> association = relaying();
      near.failsToReceive(new IOException("fake"));
      assertEquals(CloseReason.CLIENT_RESET, association.result());
      assertBothReset();
    }

    @Test
    void aFailureOfATaskBesideItResetsBoth() throws Exception {
      near.runs(() -> {
        throw new IOException("fake");
      });
      exchange.associates(Outcome.of(near));
      outbound.association().is(new Association(far, FakeOutbound.BOUND));
      assertEquals(CloseReason.CLIENT_RESET, start().result());
      assertBothReset();
    }

    @Test
    void aProtocolsOwnFailureNamesTheReason() throws Exception {
      Running<CloseReason> association = relaying();
      far.failsToSend(new NotOpenedException(CloseReason.TUNNEL_LOST, null));
      near.says(ONE, "lost");
      assertEquals(CloseReason.TUNNEL_LOST, association.result());
      assertBothReset();
    }

    @Test
    void silenceForTooLongEndsBothInOrder() throws Exception {
      Running<CloseReason> association = relaying();
      near.expires();
      assertEquals(CloseReason.IDLE_TIMEOUT, association.result());
      assertBothClosedInOrder();
    }

    @Test
    void theOwnersInterruptResetsBoth() throws Exception {
      Running<CloseReason> association = relaying();
      association.interrupt();
      assertInstanceOf(InterruptedException.class, association.failure());
      assertBothReset();
    }

    @Test
    void aBugIsThrownAndResetsBoth() throws Exception {
      var bug = new IllegalStateException("a bug");
      near.runs(() -> {
        throw bug;
      });
      exchange.associates(Outcome.of(near));
      outbound.association().is(new Association(far, FakeOutbound.BOUND));
      assertSame(bug, start().failure());
      assertBothReset();
    }
  }

  @Nested
  class OfARefusal {
    @Test
    void theClientIsToldAndReadToItsEnd() throws Exception {
      outbound.association().isNo(Failure.NOT_ALLOWED);
      Running<CloseReason> association = start();
      Soon.until(client::isOutputEnded);
      client.says("late");
      assertFalse(association.isDone());
      client.ends();
      assertEquals(CloseReason.NOT_ALLOWED, association.result());
      assertEquals("<no>", client.written());
    }

    @Test
    void aClientThatDoesNotEndHasItsTime() throws Exception {
      outbound.association().isNo(Failure.NOT_ALLOWED);
      Running<CloseReason> association = start();
      Soon.until(client::isOutputEnded);
      client.expires();
      assertEquals(CloseReason.NOT_ALLOWED, association.result());
    }

    @Test
    void theOwnersInterruptEndsTheWaitForARefusedClient() throws Exception {
      outbound.association().isNo(Failure.NOT_ALLOWED);
      Running<CloseReason> association = start();
      Soon.until(client::isBeingRead);
      association.interrupt();
      assertInstanceOf(InterruptedException.class, association.failure());
      assertTrue(client.isReset());
    }

    @Test
    void anExchangeThatHasNoDatagramsClosesTheOutboundsSide() throws Exception {
      outbound.association().is(new Association(far, FakeOutbound.BOUND));
      exchange.associates(Outcome.refused(Failure.LIMIT_REACHED));
      assertEquals(CloseReason.LIMIT_REACHED, start().result());
      assertTrue(far.events().contains("close"));
    }

    @Test
    void aClientThatCannotBeToldYesResetsTheOutboundsSide() throws Exception {
      outbound.association().is(new Association(far, FakeOutbound.BOUND));
      exchange.associates(Outcome.of(near));
      client.failsToWrite(new IOException("fake"));
      assertEquals(CloseReason.CLIENT_LEFT, start().result());
      assertEquals(RESET, far.events());
    }
  }

  @Nested
  class BeforeTheAnswer {
    @Test
    void theOwnersInterruptEndsTheOutboundsWaitAndResetsTheClient() throws Exception {
      Running<CloseReason> association = start();
      Soon.until(outbound.association()::isAwaited);
      association.interrupt();
      assertInstanceOf(InterruptedException.class, association.failure());
      assertTrue(outbound.association().isInterrupted());
      assertTrue(client.isReset());
      assertEquals(0, engine.openAssociations());
    }

    @Test
    void theOwnersInterruptEndsTheAnswerAndResetsBothSides() throws Exception {
      client.stopsReading();
      outbound.association().is(new Association(far, FakeOutbound.BOUND));
      exchange.associates(Outcome.of(near));
      Running<CloseReason> association = start();
      Soon.until(client::isBeingWritten);
      association.interrupt();
      assertInstanceOf(InterruptedException.class, association.failure());
      assertTrue(client.isReset());
      assertEquals(RESET, far.events());
    }
  }

  @Nested
  class OfTheLimit {
    @Test
    void oneMoreIsRefusedAndAsksNoOutbound() throws Exception {
      Running<CloseReason> first = relaying();
      assertEquals(1, engine.openAssociations());
      var late = FakeExchange.of(Command.UDP_ASSOCIATE);
      var other = new FakeOutbound();
      late.client().ends();
      assertEquals(CloseReason.LIMIT_REACHED, start(late, other).result());
      assertEquals(List.of(Failure.LIMIT_REACHED), late.refusals());
      assertFalse(other.association().isAwaited());
      first.interrupt();
    }

    @Test
    void anEndedOneMakesRoomForTheNext() throws Exception {
      Running<CloseReason> first = relaying();
      near.ends();
      first.result();
      assertEquals(0, engine.openAssociations());
    }

    @Test
    void aRefusedClientThatStaysTakesNobodysPlace() throws Exception {
      outbound.association().isNo(Failure.NOT_ALLOWED);
      Running<CloseReason> refused = start();
      Soon.until(client::isBeingRead);
      assertEquals(0, engine.openAssociations());
      refused.interrupt();
    }
  }
}
