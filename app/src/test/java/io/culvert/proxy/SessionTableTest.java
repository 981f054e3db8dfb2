package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is open now, who uses it, and how an operator ends it. */
@Timeout(60)
class SessionTableTest {
  /** A session that relays, of an engine that it may share with others. */
  private static final class Client {
    final FakeExchange exchange;
    final FakeConnection target = new FakeConnection();
    final Running<Void> session;

    Client(Engine engine, FakeOutbounds outbounds, String user) {
      exchange = new FakeExchange(FakeExchange.request(Command.CONNECT, user));
      FakeOutbound outbound = outbounds.of(user);
      outbound.connects(target);
      session =
          Running.start(() -> {
            engine.serve(1, () -> exchange);
            return null;
          });
      Soon.until(() -> target.isBeingRead() && exchange.client().isBeingRead());
    }
  }

  /** One outbound for each user. */
  private static final class FakeOutbounds {
    private final Map<String, FakeOutbound> all = new ConcurrentHashMap<>();

    FakeOutbound of(String user) {
      return all.computeIfAbsent(user, name -> new FakeOutbound());
    }
  }

  private final FakeOutbounds outbounds = new FakeOutbounds();
  private final RecordedMeters meters = new RecordedMeters();
  private final Engine engine =
      new Engine(
          request -> outbounds.of(request.user()),
          meters,
          new Engine.Options("test", Duration.ofMinutes(5), 1, false, false));

  private Client client(String user) {
    return new Client(engine, outbounds, user);
  }

  private void endAll(Client... clients) throws Exception {
    for (Client each : clients) {
      each.exchange.client().ends();
      each.target.ends();
      each.session.result();
    }
  }

  @Test
  void anEntryTellsWhoAsksForWhatOverWhichOutbound() throws Exception {
    Client ali = client("ali");
    SessionTable.Entry entry = engine.sessions().entries().getFirst();
    assertEquals(ali.exchange.request(), entry.request());
    assertEquals("fake", entry.outbound());
    endAll(ali);
  }

  @Test
  void anEntryCountsOctetsWhileTheyMove() throws Exception {
    Client ali = client("ali");
    ali.exchange.client().says("question");
    ali.target.says("the answer");
    Soon.until(() -> {
      SessionTable.Entry entry = engine.sessions().entries().getFirst();
      return entry.upstream() == 8 && entry.downstream() == 10;
    });
    endAll(ali);
  }

  @Test
  void anEntryGrowsOlder() throws Exception {
    Client ali = client("ali");
    Duration first = engine.sessions().entries().getFirst().age();
    Soon.until(() -> engine.sessions().entries().getFirst().age().compareTo(first) > 0);
    endAll(ali);
  }

  @Test
  void theAgeLeavesOutTheTimeThatTheRequestTook() throws Exception {
    var exchange = FakeExchange.of(Command.CONNECT);
    var requested = new AtomicLong();
    long begun = System.nanoTime();
    Running<Void> session =
        Running.start(() -> {
          engine.serve(
              1,
              () -> {
                Soon.until(() -> System.nanoTime() - begun > 20_000_000);
                requested.set(System.nanoTime());
                return exchange;
              });
          return null;
        });
    Soon.until(() -> engine.sessions().size() == 1);
    long age = engine.sessions().entries().getFirst().age().toNanos();
    long sinceRequest = System.nanoTime() - requested.get();
    assertTrue(age <= sinceRequest, () -> age + " ns, of " + sinceRequest + " since the request");
    session.interrupt();
  }

  @Test
  void entriesStandInTheOrderOfTheirIdsAndIdsAreUsedOnce() throws Exception {
    Client one = client("one");
    Client two = client("two");
    Client three = client("three");
    List<Long> ids = ids();
    assertEquals(List.of("one", "two", "three"), users());
    assertEquals(ids.stream().sorted().distinct().toList(), ids);
    endAll(two);
    Client four = client("four");
    assertEquals(List.of("one", "three", "four"), users());
    assertFalse(ids.contains(ids().getLast()));
    endAll(one, three, four);
  }

  private List<Long> ids() {
    return engine.sessions().entries().stream().map(SessionTable.Entry::id).toList();
  }

  private List<String> users() {
    return engine.sessions().entries().stream().map(each -> each.request().user()).toList();
  }

  @Test
  void anEndedSessionIsGone() throws Exception {
    Client ali = client("ali");
    assertEquals(1, engine.sessions().size());
    endAll(ali);
    assertEquals(0, engine.sessions().size());
    assertEquals(List.of(), engine.sessions().entries());
  }

  @Test
  void anUnknownIdKillsNothing() throws Exception {
    Client ali = client("ali");
    assertFalse(engine.sessions().kill(ids().getFirst() + 1));
    assertFalse(ali.session.isDone());
    endAll(ali);
    assertEquals(List.of(CloseReason.DONE), meters.closed());
  }

  @Test
  void killingOneLeavesTheOthers() throws Exception {
    Client ali = client("ali");
    Client bo = client("bo");
    assertTrue(engine.sessions().kill(ids().getFirst()));
    ali.session.result();
    assertEquals(List.of(CloseReason.KILLED), meters.closed());
    assertTrue(ali.exchange.client().isReset() && ali.target.isReset());
    assertEquals(List.of("bo"), users());
    endAll(bo);
  }

  @Test
  void allSessionsOfARevokedUserCanBeKilled() throws Exception {
    List<Client> revoked = new ArrayList<>();
    for (String user : List.of("ali 1", "ali 2", "ali 3")) {
      revoked.add(client(user));
    }
    Client bo = client("bo");
    assertEquals(3, engine.sessions().killAll(request -> request.user().startsWith("ali")));
    for (Client each : revoked) {
      each.session.result();
      assertTrue(each.exchange.client().isReset() && each.target.isReset());
    }
    assertEquals(List.of("bo"), users());
    assertEquals(0, engine.sessions().killAll(request -> request.user().startsWith("ali")));
    endAll(bo);
    assertEquals(
        Stream.of(CloseReason.KILLED, CloseReason.KILLED, CloseReason.KILLED, CloseReason.DONE)
            .toList(),
        meters.closed());
  }
}
