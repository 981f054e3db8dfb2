package io.culvert.tunnel;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.net.Deadlines;
import io.culvert.net.TcpConnection;
import io.culvert.wire.HandshakeException;
import io.culvert.wire.ReplayFilter;
import io.culvert.wire.ServerHandshake;
import io.culvert.wire.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * The server's side of handshakes. Not a byte goes out before a valid message 1, and whatever is
 * wrong with it, the peer sees one thing only: its bytes are read and thrown away until it ends the
 * connection, or until 59 s after it came. Thread-safe.
 */
public final class TunnelAcceptor {
  /**
   * From accept to the end of a connection whose handshake failed (PROTOCOL.md, "Bad handshakes").
   */
  static final Duration SILENCE = Duration.ofSeconds(59);

  private static final int SINK_BYTES = 512;

  /** Takes over a connection that is no tunnel's. */
  @FunctionalInterface
  public interface Fallback {
    /**
     * Serves the stranger to the end.
     *
     * @param taken what was read from it already
     */
    void serve(TcpConnection stranger, byte[] taken) throws IOException, InterruptedException;
  }

  /** Told how each handshake ended; the peer never is. */
  public interface Observer {
    void completed();

    /**
     * @param cause a HandshakeException if a message came whole and was refused
     */
    void failed(IOException cause);
  }

  private final ServerKeyPair key;
  private final Function<UserId, Optional<PresharedKey>> users;
  private final ReplayFilter replays;
  private final Deadlines deadlines;
  private final Strangers strangers;
  private final Observer observer;
  private final Optional<Fallback> fallback;
  private final Duration silence;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** A newer connection took this one's place among the strangers. */
  public static final class CrowdedOutException extends IOException {
    private static final long serialVersionUID = 1L;

    CrowdedOutException(IOException cause) {
      super("closed to make room", cause);
    }
  }

  /**
   * @param strangers how many connections without a valid handshake are kept at a time; beyond, the
   *     oldest is closed
   */
  public TunnelAcceptor(
      ServerKeyPair key,
      Function<UserId, Optional<PresharedKey>> users,
      ReplayFilter replays,
      Deadlines deadlines,
      int strangers,
      Observer observer,
      Optional<Fallback> fallback) {
    this(key, users, replays, deadlines, new Strangers(strangers), observer, fallback, SILENCE);
  }

  /**
   * @param silence from accept to the end of a connection whose handshake failed
   */
  TunnelAcceptor(
      ServerKeyPair key,
      Function<UserId, Optional<PresharedKey>> users,
      ReplayFilter replays,
      Deadlines deadlines,
      Strangers strangers,
      Observer observer,
      Optional<Fallback> fallback,
      Duration silence) {
    this.key = key;
    this.users = users;
    this.replays = replays;
    this.deadlines = deadlines;
    this.strangers = strangers;
    this.observer = observer;
    this.fallback = fallback;
    this.silence = silence;
    this.clock = Clock.systemUTC();
  }

  /**
   * Blocks until the handshake is done.
   *
   * @return the tunnel connection, or empty after the silence of a failed one
   */
  public Optional<TunnelConnection> accept(TcpConnection tcp) throws InterruptedException {
    tcp.deadline(silence);
    strangers.add(tcp);
    var flight = new FirstFlight(tcp, fallback.isPresent());
    try {
      return Optional.of(proved(tcp, handshake(tcp, flight)));
    } catch (IOException e) {
      observer.failed(strangers.has(tcp) ? e : new CrowdedOutException(e));
      keepStranger(tcp, flight.taken(), e);
      return Optional.empty();
    } finally {
      strangers.remove(tcp);
    }
  }

  /** No stranger any more, unless it was just closed as one. */
  private TunnelConnection proved(TcpConnection tcp, Session session) throws IOException {
    if (!strangers.remove(tcp)) {
      throw new ClosedChannelException();
    }
    tcp.noDeadline();
    observer.completed();
    return new TunnelConnection(tcp, session, deadlines);
  }

  private Session handshake(TcpConnection tcp, FirstFlight flight) throws IOException {
    var handshake = new ServerHandshake(key, users, replays, random);
    int rest = handshake.readHead(flight.take(ServerHandshake.MESSAGE_1_HEAD_LENGTH));
    handshake.readPayload(flight.take(rest), clock.millis());
    tcp.write(ByteBuffer.wrap(handshake.message2()));
    return handshake.session();
  }

  /** Connections that have not proved to be a user's, now. */
  public int strangers() {
    return strangers.size();
  }

  private void keepStranger(TcpConnection tcp, byte[] taken, IOException failure)
      throws InterruptedException {
    try {
      if (fallback.isPresent() && tcp.isOpen()) {
        tcp.noDeadline();
        fallback.get().serve(tcp, taken);
      } else if (failure instanceof HandshakeException) {
        discard(tcp, ByteBuffer.allocate(SINK_BYTES));
      }
    } catch (IOException e) {
      // The peer's reset, the end of the 59 s, or one stranger too many: all end the same way.
    }
  }

  private static void discard(TcpConnection tcp, ByteBuffer sink) throws IOException {
    while (tcp.read(sink.clear()) >= 0) {
      // Thrown away.
    }
  }
}
