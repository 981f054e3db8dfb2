package io.culvert.inbound.culvert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.auth.UserChanges;
import io.culvert.auth.UserDirectory;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.identity.User;
import io.culvert.net.Deadlines;
import io.culvert.tunnel.MemoryConnection;
import io.culvert.wire.ClientHandshake;
import io.culvert.wire.ReplaySet;
import io.culvert.wire.ServerHandshake;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One handshake of the server's side, in memory. */
class TunnelAcceptorTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ServerKeyPair key = ServerKeyPair.generate(RANDOM);
  private final User ali = new User("ali", UserId.generate(RANDOM), PresharedKey.generate(RANDOM));
  private final ReplaySet replays = new ReplaySet(10);
  private final ServerClock clock = new ServerClock();
  private final Deadlines deadlines = new Deadlines();
  private final List<HandshakeResult> results = new ArrayList<>();
  private final Deque<Optional<User>> answers = new ArrayDeque<>();

  /** What the directory says, look-up by look-up; nobody is there afterwards. */
  private final UserDirectory users =
      new UserDirectory() {
        @Override
        public Optional<User> find(UserId id) {
          return answers.isEmpty() ? Optional.empty() : answers.remove();
        }

        @Override
        public void onChange(Consumer<UserChanges> listener) {}
      };

  private Optional<TunnelAcceptor.Accepted> accept(MemoryConnection connection)
      throws InterruptedException {
    var handling =
        new TunnelAcceptor.UnauthenticatedHandling(
            new UnauthenticatedConnections(1), Optional.empty());
    var identity = new ServerIdentity(key, users, replays, clock);
    return new TunnelAcceptor(identity, deadlines, results::add, handling).accept(connection);
  }

  private ClientHandshake handshake() {
    return new ClientHandshake(key.publicKey(), ali.id(), ali.presharedKey(), RANDOM, new byte[0]);
  }

  private byte[] message1() {
    return handshake().message1(System.currentTimeMillis());
  }

  @Test
  void aUserIsAcceptedByName() throws Exception {
    answers.add(Optional.of(ali));
    var connection = new MemoryConnection().give(message1());
    TunnelAcceptor.Accepted accepted = accept(connection).orElseThrow();
    assertEquals(ali, accepted.user());
    assertEquals(List.of(HandshakeResult.ACCEPTED), results);
    assertTrue(connection.written().length > 0);
    accepted.tunnel().close();
    assertEquals(0, deadlines.size());
  }

  @Test
  void aHandshakeEndsInOneWayAlthoughItsUserIsRemovedMeanwhile() throws Exception {
    answers.add(Optional.of(ali));
    answers.add(Optional.empty());
    accept(new MemoryConnection().giveSingly(message1()))
        .ifPresent(accepted -> accepted.tunnel().close());
    assertEquals(1, results.size(), results.toString());
    assertEquals(0, deadlines.size(), "what the sweep still watches");
  }

  /** A recording is told from junk by nothing: the rest of it is not awaited. */
  @Test
  void aReplayIsRefusedByItsHeadAlone() throws Exception {
    byte[] message1 = message1();
    answers.add(Optional.of(ali));
    accept(new MemoryConnection().give(message1)).orElseThrow().tunnel().close();
    byte[] head = Arrays.copyOf(message1, ServerHandshake.MESSAGE_1_HEAD_LENGTH);
    assertTrue(accept(new MemoryConnection().give(head)).isEmpty());
    assertEquals(List.of(HandshakeResult.ACCEPTED, HandshakeResult.REPLAY), results);
  }

  @Test
  void aRecordingFromLongAgoIsRefusedByItsHeadAlone() throws Exception {
    byte[] message1 = handshake().message1(System.currentTimeMillis() - 180_000);
    byte[] head = Arrays.copyOf(message1, ServerHandshake.MESSAGE_1_HEAD_LENGTH);
    assertTrue(accept(new MemoryConnection().give(head)).isEmpty());
    assertEquals(List.of(HandshakeResult.CLOCK), results);
  }

  @Test
  void aUserWhomNobodyKnowsGetsNoOctet() throws Exception {
    var connection = new MemoryConnection().give(message1());
    assertTrue(accept(connection).isEmpty());
    assertEquals(List.of(HandshakeResult.UNKNOWN_USER), results);
    assertEquals(0, connection.written().length);
  }
}
