package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.net.DeadlineExceededException;
import io.culvert.runtime.LogRecords;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One request from its client's first octet to its line in the log. */
@Timeout(60)
class SessionTest {
  private static final Logger LOGGER = Logger.getLogger(Session.class.getName());
  private static final Endpoint PEER = new Endpoint(Address.parse("2001:db8::9"), 20);

  private final RecordedMeters meters = new RecordedMeters();
  private final FakeOutbound outbound = new FakeOutbound();
  private final FakeConnection target = new FakeConnection();
  private final FakeExchange exchange =
      new FakeExchange(FakeExchange.request(Command.CONNECT, "ali"));
  private final FakeConnection client = exchange.client();
  private final Engine engine = engine(false);
  private LogRecords log;

  private Engine engine(boolean logTargets) {
    return new Engine(
        Router.to(outbound),
        meters,
        new Engine.Options("local", Duration.ofMinutes(5), 1, false, logTargets));
  }

  @BeforeEach
  void listenToTheLog() {
    log = new LogRecords(Session.class);
    LOGGER.setLevel(Level.FINE);
  }

  @AfterEach
  void leaveTheLog() {
    LOGGER.setLevel(null);
    log.close();
  }

  private Running<Void> serve(Engine by, Opening opening) {
    return Running.start(() -> {
      by.serve(7, opening);
      return null;
    });
  }

  private Running<Void> serve(Opening opening) {
    return serve(engine, opening);
  }

  /** Serves a request whose two directions end cleanly. */
  private void serveToTheEnd(Engine by) throws Exception {
    client.says("question");
    client.ends();
    target.says("the answer");
    target.ends();
    outbound.connects(target);
    serve(by, () -> exchange).result();
  }

  private void assertEndedFor(CloseReason reason) {
    assertEquals(1, meters.opened());
    assertEquals(List.of(reason), meters.closed());
    assertEquals(0, engine.sessions().size());
  }

  @Test
  void itIsCountedOnceAndItsOctetsAreChargedToItsUser() throws Exception {
    serveToTheEnd(engine);
    assertEndedFor(CloseReason.DONE);
    assertEquals("question", target.written());
    assertEquals("<yes>the answer", client.written());
    assertEquals(8, meters.traffic("ali").up());
    assertEquals(10, meters.traffic("ali").down());
    assertEquals(0, meters.traffic("").up());
  }

  @Test
  void itIsCountedAsOpenBeforeItsRequestIsThere() throws Exception {
    var requested = new CountDownLatch(1);
    Running<Void> session =
        serve(() -> {
          requested.await();
          throw new EOFException("fake");
        });
    Soon.until(() -> meters.opened() == 1);
    assertEquals(0, engine.sessions().size());
    requested.countDown();
    session.result();
    assertEndedFor(CloseReason.CLIENT_LEFT);
  }

  @Test
  void aRefusalIsTheReason() throws Exception {
    client.ends();
    outbound.connected().isNo(Failure.NETWORK_UNREACHABLE);
    serve(() -> exchange).result();
    assertEndedFor(CloseReason.NETWORK_UNREACHABLE);
  }

  @Test
  void theRouterIsAskedForTheRequest() throws Exception {
    var other = new FakeOutbound();
    Router byUser = request -> request.user().equals("ali") ? outbound : other;
    serveToTheEnd(
        new Engine(byUser, meters, new Engine.Options("x", Duration.ofHours(1), 1, false, false)));
    assertTrue(outbound.connected().isAwaited());
    assertFalse(other.connected().isAwaited());
  }

  @Nested
  class WithoutARequest {
    private void assertEndsFor(CloseReason reason, IOException failure) throws Exception {
      Running<Void> session =
          serve(() -> {
            throw failure;
          });
      session.result();
      assertEndedFor(reason);
      assertEquals(List.of("local 7: " + reason.word()), log.messages());
    }

    @Test
    void aRefusedClientEndsForTheReasonOfItsRefusal() throws Exception {
      assertEndsFor(
          CloseReason.AUTHENTICATION_FAILED,
          new NotOpenedException(CloseReason.AUTHENTICATION_FAILED, null));
    }

    @Test
    void aSlowClientEndsForTheTimeout() throws Exception {
      assertEndsFor(CloseReason.NEGOTIATION_TIMEOUT, new DeadlineExceededException("fake"));
    }

    @Test
    void aClientThatEndsHasLeft() throws Exception {
      assertEndsFor(CloseReason.CLIENT_LEFT, new EOFException("fake"));
    }

    @Test
    void aClientThatResetsHasLeft() throws Exception {
      assertEndsFor(CloseReason.CLIENT_LEFT, new IOException("fake"));
    }

    @Test
    void anInterruptedReadIsADrainAndLeavesTheInterruptToTheOwner() throws Exception {
      Running<Void> session =
          serve(() -> {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("fake");
          });
      session.result();
      assertEndedFor(CloseReason.DRAINED);
      assertTrue(session.interruptedAfterwards());
    }

    @Test
    void anInterruptedWaitIsADrain() throws Exception {
      Running<Void> session =
          serve(() -> {
            throw new InterruptedException();
          });
      assertInstanceOf(InterruptedException.class, session.failure());
      assertEndedFor(CloseReason.DRAINED);
    }

    @Test
    void aBugIsCountedAndThrown() throws Exception {
      var bug = new IllegalStateException("a bug");
      Running<Void> session =
          serve(() -> {
            throw bug;
          });
      assertSame(bug, session.failure());
      assertEndedFor(CloseReason.INTERNAL_ERROR);
    }
  }

  @Nested
  class WithABug {
    private final RuntimeException bug = new IllegalStateException("a bug");

    @Test
    void oneOfTheRouterIsCountedAndThrown() throws Exception {
      Router broken =
          request -> {
            throw bug;
          };
      var options = new Engine.Options("local", Duration.ofHours(1), 1, false, false);
      Running<Void> session = serve(new Engine(broken, meters, options), () -> exchange);
      assertSame(bug, session.failure());
      assertEndedFor(CloseReason.INTERNAL_ERROR);
    }

    @Test
    void oneOfTheOutboundIsCountedAndThrown() throws Exception {
      outbound.connected().isBug(bug);
      assertSame(bug, serve(() -> exchange).failure());
      assertEndedFor(CloseReason.INTERNAL_ERROR);
    }
  }

  @Nested
  class InterruptedByItsOwner {
    @Test
    void aStreamIsADrain() throws Exception {
      Running<Void> session = serve(() -> exchange);
      outbound.connects(target);
      Soon.until(target::isBeingRead);
      session.interrupt();
      assertInstanceOf(InterruptedException.class, session.failure());
      assertEndedFor(CloseReason.DRAINED);
      assertTrue(client.isReset() && target.isReset());
    }
  }

  @Nested
  class InTheLog {
    @Test
    void itHasOneLineThatNamesTheUserAndNoDestination() throws Exception {
      serveToTheEnd(engine);
      assertEquals(List.of("local 7: done user ali"), log.messages());
      assertEquals(List.of(Level.FINE), log.levels());
    }

    @Test
    void itsLineNamesTheDestinationWhereTheOperatorAsked() throws Exception {
      serveToTheEnd(engine(true));
      assertEquals(List.of("local 7: done user ali target.test:443"), log.messages());
      assertEquals(List.of(Level.INFO), log.levels());
    }

    @Test
    void clients14ItsLineWritesAnIpv6TargetAsRfc5952Says() throws Exception {
      Request request = exchange.request();
      var literal =
          new Request(
              request.command(),
              new Endpoint(Address.parse("0:0:0:0:0:0:0:1"), 80),
              request.user(),
              request.source(),
              request.entry(),
              request.inbound());
      var six = new FakeExchange(literal);
      six.client().ends();
      outbound.connected().isNo(Failure.NOT_ALLOWED);
      serve(engine(true), () -> six).result();
      assertEquals(List.of("local 7: not-allowed user ali [::1]:80"), log.messages());
    }

    @Test
    void clients15TheLineOfABindNamesThePeerThatCame() throws Exception {
      var bind = FakeExchange.of(Command.BIND);
      outbound.listens();
      outbound.peer().is(new Opened(target, PEER));
      Running<Void> session = serve(engine(true), () -> bind);
      Soon.until(target::isBeingRead);
      target.ends();
      bind.client().ends();
      session.result();
      assertEquals(List.of("local 7: done bind [2001:db8::9]:20"), log.messages());
    }

    @Test
    void clients15TheLineOfAnAssociationTellsTheNumberOfItsTargets() throws Exception {
      var udp = FakeExchange.of(Command.UDP_ASSOCIATE);
      var near = new FakeDatagrams();
      var far = new FakeDatagrams();
      udp.associates(Outcome.of(near));
      outbound.association().is(new Association(far, FakeOutbound.BOUND));
      Running<Void> session = serve(engine(true), () -> udp);
      near.says(PEER, "a query");
      Soon.until(() -> far.sent().size() == 1);
      near.ends();
      session.result();
      assertEquals(List.of("local 7: done udp 1"), log.messages());
    }

    @Test
    void oneWithoutARequestStaysADetail() throws Exception {
      Running<Void> session =
          serve(
              engine(true),
              () -> {
                throw new EOFException("fake");
              });
      session.result();
      assertEquals(List.of("local 7: client-left"), log.messages());
      assertEquals(List.of(Level.FINE), log.levels());
    }

    @Test
    void itSaysNothingAtTheDefaultLevel() throws Exception {
      LOGGER.setLevel(null);
      serveToTheEnd(engine);
      assertEquals(List.of(), log.messages());
    }
  }
}
