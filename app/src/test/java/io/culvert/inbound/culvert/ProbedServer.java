package io.culvert.inbound.culvert;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.culvert.auth.Users;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.ServerPublicKey;
import io.culvert.crypto.UserId;
import io.culvert.net.Deadlines;
import io.culvert.net.Listener;
import io.culvert.tunnel.TunnelEnds;
import io.culvert.wire.ClientHandshake;
import io.culvert.wire.ReplaySet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The server's handshake side alone, at two ports that differ in the length of their silence: one
 * can be waited for, the other is much longer than anything that happens at once.
 */
final class ProbedServer implements AutoCloseable {
  static final Duration SHORT = Duration.ofSeconds(1);
  static final Duration LONG = Duration.ofSeconds(30);
  private static final int MANY = 10_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** What a user's local knows. */
  record User(ServerKeyPair key, UserId id, PresharedKey psk) {
    static User generate() {
      return new User(
          ServerKeyPair.generate(RANDOM), UserId.generate(RANDOM), PresharedKey.generate(RANDOM));
    }

    ClientHandshake handshake() {
      return handshake(key.publicKey());
    }

    ClientHandshake handshake(ServerPublicKey server) {
      return new ClientHandshake(server, id, psk, RANDOM, new byte[0]);
    }

    /** A first flight of this moment. */
    byte[] message1() {
      return handshake().message1(System.currentTimeMillis());
    }
  }

  private final Map<HandshakeResult, Integer> results = new ConcurrentHashMap<>();
  private final Deadlines deadlines = new Deadlines();
  private final Listener shortly;
  private final Listener longer;
  private final UnauthenticatedConnections longerUnauthenticated;
  private final List<Thread> threads = new ArrayList<>();

  ProbedServer(User user) throws IOException {
    this(user, MANY, System.currentTimeMillis());
  }

  ProbedServer(User user, int kept, long startedAtMillis) throws IOException {
    var users = Users.of(new io.culvert.identity.User("probed", user.id(), user.psk()));
    var uptime = Duration.ofMillis(System.currentTimeMillis() - startedAtMillis);
    var clock = new ServerClock(InstantSource.system(), System::nanoTime, uptime);
    var identity = new ServerIdentity(user.key(), users, new ReplaySet(MANY), clock);
    run("probed-deadlines", deadlines::run);
    shortly = listen(identity, new UnauthenticatedConnections(kept), SHORT);
    longerUnauthenticated = new UnauthenticatedConnections(kept);
    longer = listen(identity, longerUnauthenticated, LONG);
  }

  private Listener listen(
      ServerIdentity identity, UnauthenticatedConnections kept, Duration silence)
      throws IOException {
    var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
    var listener = new Listener("probed", address, 16_384, deadlines);
    var acceptor =
        new TunnelAcceptor(
            identity,
            deadlines,
            result -> results.merge(result, 1, Integer::sum),
            new TunnelAcceptor.UnauthenticatedHandling(kept, Optional.empty(), silence));
    run(
        "probed-server",
        () ->
            listener.run((connection, number) ->
                acceptor.accept(connection).ifPresent(accepted -> accepted.tunnel().close())));
    return listener;
  }

  private void run(String name, TunnelEnds.Work work) {
    threads.add(TunnelEnds.start(name, work));
  }

  int portOfShortSilence() throws IOException {
    return shortly.address().getPort();
  }

  int portOfLongSilence() throws IOException {
    return longer.address().getPort();
  }

  /** How many connections without a valid handshake the port of long silence keeps now. */
  int unauthenticatedOfLongSilence() {
    return longerUnauthenticated.size();
  }

  /** How often handshakes ended so. */
  int count(HandshakeResult result) {
    return results.getOrDefault(result, 0);
  }

  /** A peer may see the end, or the answer, a moment before this server has counted it. */
  void assertCount(int expected, HandshakeResult result) {
    await().untilAsserted(() -> assertEquals(expected, count(result), result.word()));
  }

  /** All probes side by side; what each saw, in their order. */
  static List<Probe.Seen> probe(int port, Collection<Probe> probes) throws Exception {
    try (var each = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Probe.Seen>> tasks =
          probes.stream().<Callable<Probe.Seen>>map(probe -> () -> probe.send(port)).toList();
      List<Probe.Seen> seen = new ArrayList<>();
      for (Future<Probe.Seen> one : each.invokeAll(tasks)) {
        seen.add(one.get());
      }
      return seen;
    }
  }

  @Override
  public void close() throws InterruptedException {
    shortly.close();
    longer.close();
    threads.getFirst().interrupt();
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
