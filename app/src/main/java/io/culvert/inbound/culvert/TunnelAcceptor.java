package io.culvert.inbound.culvert;

import io.culvert.auth.UserDirectory;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.UserId;
import io.culvert.identity.User;
import io.culvert.net.Connection;
import io.culvert.net.Deadlines;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.wire.HandshakeException;
import io.culvert.wire.ServerHandshake;
import io.culvert.wire.SessionKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The server's side of handshakes. Not a byte goes out before a valid message 1, and whatever is
 * wrong with it, the peer sees one thing only: its bytes are read and discarded until it ends the
 * connection, or until 59 s after it was accepted. Thread-safe.
 */
public final class TunnelAcceptor {
  /**
   * From accept to the end of a connection whose handshake failed (PROTOCOL.md, "Bad handshakes").
   */
  static final Duration SILENCE = Duration.ofSeconds(59);

  private static final int SINK_BYTES = 512;

  /** A tunnel connection, and whose it is. */
  public record Accepted(TunnelConnection tunnel, User user) {}

  /** The user whom one handshake names, looked up once: the next look-up may say otherwise. */
  private static final class FoundUser {
    private final UserDirectory users;
    private User user;

    FoundUser(UserDirectory users) {
      this.users = users;
    }

    Optional<PresharedKey> presharedKey(UserId id) {
      Optional<User> found = users.find(id);
      found.ifPresent(one -> user = one);
      return found.map(User::presharedKey);
    }
  }

  /** A newer connection took this one's place among the unauthenticated. */
  public static final class CrowdedOutException extends IOException {
    private static final long serialVersionUID = 1L;

    CrowdedOutException(IOException cause) {
      super("closed to make room", cause);
    }
  }

  private final ServerIdentity identity;
  private final Deadlines deadlines;
  private final Consumer<HandshakeResult> results;
  private final UnauthenticatedHandling unauthenticated;
  private final SecureRandom random = new SecureRandom();

  /**
   * What becomes of connections without a valid handshake.
   *
   * @param kept those that are open now
   * @param fallback who takes them over; empty for silence
   * @param silence from accept to the end of one whose handshake failed
   */
  public record UnauthenticatedHandling(
      UnauthenticatedConnections kept, Optional<Fallback> fallback, Duration silence) {
    public UnauthenticatedHandling(UnauthenticatedConnections kept, Optional<Fallback> fallback) {
      this(kept, fallback, SILENCE);
    }
  }

  /**
   * @param results told how each handshake ended; the peer never is
   */
  public TunnelAcceptor(
      ServerIdentity identity,
      Deadlines deadlines,
      Consumer<HandshakeResult> results,
      UnauthenticatedHandling unauthenticated) {
    this.identity = identity;
    this.deadlines = deadlines;
    this.results = results;
    this.unauthenticated = unauthenticated;
  }

  /**
   * Blocks until the handshake is done.
   *
   * @return the tunnel connection, or empty after the silence of a failed handshake
   */
  public Optional<Accepted> accept(Connection connection) throws InterruptedException {
    var kept = unauthenticated.kept();
    connection.deadline(unauthenticated.silence());
    kept.add(connection);
    var flight = new FirstFlight(connection, unauthenticated.fallback().isPresent());
    try {
      return Optional.of(handshake(connection, flight));
    } catch (IOException e) {
      results.accept(HandshakeResult.of(kept.has(connection) ? e : new CrowdedOutException(e)));
      keep(connection, flight.taken(), e);
      return Optional.empty();
    } finally {
      kept.remove(connection);
    }
  }

  private Accepted handshake(Connection connection, FirstFlight flight) throws IOException {
    var found = new FoundUser(identity.users());
    var handshake =
        new ServerHandshake(identity.key(), found::presharedKey, identity.replays(), random);
    byte[] head = flight.take(ServerHandshake.MESSAGE_1_HEAD_LENGTH);
    int rest = handshake.readHead(head, identity.clock().now());
    handshake.readPayload(flight.take(rest), identity.clock().now());
    connection.write(ByteBuffer.wrap(handshake.message2()));
    return new Accepted(proved(connection, handshake.keys()), found.user);
  }

  /** The connection is a user's now, unless it was just closed to make room. */
  private TunnelConnection proved(Connection connection, SessionKeys keys) throws IOException {
    if (!unauthenticated.kept().remove(connection)) {
      throw new ClosedChannelException();
    }
    connection.noDeadline();
    results.accept(HandshakeResult.ACCEPTED);
    return new TunnelConnection(connection, keys, deadlines);
  }

  private void keep(Connection connection, byte[] taken, IOException failure)
      throws InterruptedException {
    Optional<Fallback> fallback = unauthenticated.fallback();
    try {
      if (fallback.isPresent() && connection.isOpen()) {
        connection.noDeadline();
        fallback.get().serve(connection, taken);
      } else if (failure instanceof HandshakeException) {
        discard(connection, ByteBuffer.allocate(SINK_BYTES));
      }
    } catch (IOException e) {
      // The peer's reset, the end of the 59 s, or one connection too many: all end the same way.
    }
  }

  private static void discard(Connection connection, ByteBuffer sink) throws IOException {
    while (connection.read(sink.clear()) >= 0) {
      // Discarded.
    }
  }
}
