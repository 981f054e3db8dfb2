package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session that the operator ends, in whatever state it is. */
@Timeout(120)
class KilledSessionTest {
  private static final int ROUNDS = 500;

  private final RecordedMeters meters = new RecordedMeters();
  private final FakeOutbound outbound = new FakeOutbound();
  private final FakeConnection target = new FakeConnection();
  private final FakeDatagrams near = new FakeDatagrams();
  private final FakeDatagrams far = new FakeDatagrams();
  private final Engine engine = engine(outbound, meters);
  private FakeConnection client;

  private static Engine engine(Outbound outbound, Meters meters) {
    return new Engine(
        Router.to(outbound),
        meters,
        new Engine.Options("test", Duration.ofMinutes(5), 1, false, false));
  }

  private Running<Void> serve(Command command) {
    FakeExchange exchange = FakeExchange.of(command);
    exchange.associates(Outcome.of(near));
    client = exchange.client();
    return serve(engine, exchange);
  }

  private static Running<Void> serve(Engine engine, Exchange exchange) {
    return Running.start(() -> {
      engine.serve(1, () -> exchange);
      return null;
    });
  }

  private Running<Void> relaying() {
    Running<Void> session = serve(Command.CONNECT);
    outbound.connects(target);
    Soon.until(() -> target.isBeingRead() && client.isBeingRead());
    return session;
  }

  private Running<Void> associated() {
    outbound.association().is(new Association(far, FakeOutbound.BOUND));
    Running<Void> session = serve(Command.UDP_ASSOCIATE);
    Soon.until(() -> client.written().equals("<yes>"));
    return session;
  }

  private static long id(Engine engine) {
    Soon.until(() -> engine.sessions().size() == 1);
    return engine.sessions().entries().getFirst().id();
  }

  /** Kills it, and asserts what the operator and its thread see. */
  private void assertKilled(Running<Void> session) throws Exception {
    long id = id(engine);
    assertTrue(engine.sessions().kill(id));
    session.result();
    assertEquals(List.of(CloseReason.KILLED), meters.closed());
    assertFalse(session.interruptedAfterwards());
    assertFalse(engine.sessions().kill(id));
    assertEquals(0, engine.sessions().size());
    assertTrue(client.isReset(), () -> "client: " + client.events());
  }

  private void assertTargetReset() {
    assertTrue(target.isReset(), () -> "target: " + target.events());
  }

  @Nested
  class BeforeTheAnswer {
    @Test
    void connectIsEndedWhileItWaitsForItsTarget() throws Exception {
      Running<Void> session = serve(Command.CONNECT);
      Soon.until(outbound.connected()::isAwaited);
      assertKilled(session);
      assertTrue(outbound.connected().isInterrupted());
    }

    @Test
    void bindIsEndedWhileItWaitsForItsPlace() throws Exception {
      Running<Void> session = serve(Command.BIND);
      Soon.until(outbound.listening()::isAwaited);
      assertKilled(session);
      assertTrue(outbound.listening().isInterrupted());
    }

    @Test
    void bindIsEndedWhileItWaitsForItsPeer() throws Exception {
      Running<Void> session = serve(Command.BIND);
      outbound.listens();
      Soon.until(outbound.peer()::isAwaited);
      assertKilled(session);
      assertTrue(outbound.isPlaceClosed());
    }

    @Test
    void anAssociationIsEndedWhileItWaitsForItsOutbound() throws Exception {
      Running<Void> session = serve(Command.UDP_ASSOCIATE);
      Soon.until(outbound.association()::isAwaited);
      assertKilled(session);
      assertTrue(outbound.association().isInterrupted());
    }

    @Test
    void anAssociationIsEndedWhileItsClientIsToldYes() throws Exception {
      Running<Void> session = serve(Command.UDP_ASSOCIATE);
      client.stopsReading();
      outbound.association().is(new Association(far, FakeOutbound.BOUND));
      Soon.until(client::isBeingWritten);
      assertKilled(session);
      assertEquals(List.of("reset", "close"), far.events());
    }
  }

  @Nested
  class WhileOctetsMove {
    @Test
    void aStreamThatWaitsForBothSendersIsReset() throws Exception {
      assertKilled(relaying());
      assertTargetReset();
    }

    @Test
    void aStreamWhoseClientHasEndedIsReset() throws Exception {
      Running<Void> session = relaying();
      client.ends();
      Soon.until(target::isOutputEnded);
      assertKilled(session);
      assertTargetReset();
    }

    @Test
    void aStreamWhoseTargetHasEndedIsReset() throws Exception {
      Running<Void> session = relaying();
      target.ends();
      Soon.until(client::isOutputEnded);
      assertKilled(session);
      assertTargetReset();
    }

    @Test
    void aStreamWhoseReceiversTakeNothingIsReset() throws Exception {
      Running<Void> session = relaying();
      client.stopsReading();
      target.stopsReading();
      client.says("up");
      target.says("down");
      Soon.until(() -> client.isBeingWritten() && target.isBeingWritten());
      assertKilled(session);
      assertTargetReset();
    }

    @Test
    void aStreamThatWaitsForLastWordsIsReset() throws Exception {
      Running<Void> session = relaying();
      target.failsToWrite(new IOException("fake"));
      client.says("too late");
      Soon.until(target::hasFailedWrite);
      assertKilled(session);
      assertTargetReset();
    }

    @Test
    void anAssociationIsReset() throws Exception {
      Running<Void> session = associated();
      assertKilled(session);
      assertEquals(List.of("reset", "close"), near.events());
      assertEquals(List.of("reset", "close"), far.events());
    }
  }

  @Nested
  class AfterARefusal {
    @Test
    void aStreamWhoseClientIsReadToItsEndIsReset() throws Exception {
      Running<Void> session = serve(Command.CONNECT);
      outbound.connected().isNo(Failure.NOT_ALLOWED);
      Soon.until(() -> client.isOutputEnded() && client.isBeingRead());
      assertKilled(session);
    }

    @Test
    void anAssociationWhoseClientIsReadToItsEndIsReset() throws Exception {
      Running<Void> session = serve(Command.UDP_ASSOCIATE);
      outbound.association().isNo(Failure.NOT_ALLOWED);
      Soon.until(() -> client.isOutputEnded() && client.isBeingRead());
      assertKilled(session);
    }
  }

  /** It ends by itself while the operator kills it: it is one or the other. */
  @Test
  void aKillAtTheEndIsTrueOrFalseAndInterruptsNobodyAfterwards() throws Exception {
    int killed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      killed += raceWithTheEnd() ? 1 : 0;
    }
    assertTrue(killed > 0, "no kill came in time");
  }

  private static boolean raceWithTheEnd() throws Exception {
    var meters = new RecordedMeters();
    var outbound = new FakeOutbound();
    var target = new FakeConnection();
    var exchange = FakeExchange.of(Command.CONNECT);
    Engine engine = engine(outbound, meters);
    outbound.connects(target);
    Running<Void> session = serve(engine, exchange);
    long id = id(engine);
    var start = new CountDownLatch(1);
    Running<Boolean> kill =
        Running.start(() -> {
          start.await();
          return engine.sessions().kill(id);
        });
    exchange.client().ends();
    start.countDown();
    target.ends();
    session.result();
    boolean told = kill.result();
    CloseReason reason = meters.closed().getFirst();
    assertFalse(session.interruptedAfterwards());
    assertEquals(1, meters.closed().size());
    assertEquals(reason == CloseReason.KILLED, exchange.client().isReset() && target.isReset());
    assertTrue(told || reason == CloseReason.DONE, () -> "not told, and " + reason);
    assertFalse(engine.sessions().kill(id));
    return reason == CloseReason.KILLED;
  }
}
