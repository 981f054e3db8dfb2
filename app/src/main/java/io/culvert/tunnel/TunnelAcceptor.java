package io.culvert.tunnel;

import io.culvert.crypto.HandshakeException;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ReplayFilter;
import io.culvert.crypto.ServerHandshake;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.net.Deadlines;
import io.culvert.net.TcpConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
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
  private final int limit;
  private final Semaphore silent;
  private final Observer observer;
  private final Optional<Fallback> fallback;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param silent how many failed connections may be kept in silence at a time; those beyond are
   *     closed at once
   */
  public TunnelAcceptor(
      ServerKeyPair key,
      Function<UserId, Optional<PresharedKey>> users,
      ReplayFilter replays,
      Deadlines deadlines,
      int silent,
      Observer observer,
      Optional<Fallback> fallback) {
    this.key = key;
    this.users = users;
    this.replays = replays;
    this.deadlines = deadlines;
    this.limit = silent;
    this.silent = new Semaphore(silent);
    this.observer = observer;
    this.fallback = fallback;
    this.clock = Clock.systemUTC();
  }

  /**
   * Blocks until the handshake is done.
   *
   * @return the tunnel connection, or empty after the silence of a failed one
   */
  public Optional<TunnelConnection> accept(TcpConnection tcp) throws InterruptedException {
    tcp.deadline(SILENCE);
    var flight = new FirstFlight(tcp, fallback.isPresent());
    try {
      var handshake = new ServerHandshake(key, users, replays, random);
      int rest = handshake.readHead(flight.take(ServerHandshake.MESSAGE_1_HEAD_LENGTH));
      handshake.readPayload(flight.take(rest), clock.millis());
      tcp.write(ByteBuffer.wrap(handshake.message2()));
      tcp.noDeadline();
      observer.completed();
      return Optional.of(new TunnelConnection(tcp, handshake.session(), deadlines));
    } catch (IOException e) {
      observer.failed(e);
      keepStranger(tcp, flight.taken(), e);
    }
    return Optional.empty();
  }

  /** Connections that are kept in silence now. */
  public int strangers() {
    return limit - silent.availablePermits();
  }

  private void keepStranger(TcpConnection tcp, byte[] taken, IOException failure)
      throws InterruptedException {
    if (!tcp.isOpen() || !silent.tryAcquire()) {
      return;
    }
    try {
      if (fallback.isPresent()) {
        tcp.noDeadline();
        fallback.get().serve(tcp, taken);
      } else if (failure instanceof HandshakeException) {
        discard(tcp, ByteBuffer.allocate(SINK_BYTES));
      }
    } catch (IOException e) {
      // The peer's reset, or the end of the 59 s: both end the same way.
    } finally {
      silent.release();
    }
  }

  private static void discard(TcpConnection tcp, ByteBuffer sink) throws IOException {
    while (tcp.read(sink.clear()) >= 0) {
      // Thrown away.
    }
  }
}
