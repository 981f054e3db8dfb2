package io.culvert.inbound.culvert;

import io.culvert.net.Connection;
import io.culvert.proxy.Engine;
import io.culvert.tunnel.OpenRequest;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The server's inbound: a handshake, then the streams of the tunnel connection, one after the
 * other, each a session of the engine. Thread-safe.
 */
public final class TunnelInbound {
  private static final Logger LOG = System.getLogger(TunnelInbound.class.getName());
  private static final Duration WAIT_FOR_OPEN = Duration.ofMinutes(10);

  private final String name;
  private final TunnelAcceptor acceptor;
  private final Engine engine;
  private final Set<TunnelConnection> waiting = ConcurrentHashMap.newKeySet();
  private final BegunStreams begun = new BegunStreams();
  private volatile boolean draining;

  public TunnelInbound(String name, TunnelAcceptor acceptor, Engine engine) {
    this.name = name;
    this.acceptor = acceptor;
    this.engine = engine;
  }

  /** Serves an accepted connection to its end, in the calling thread. */
  public void serve(Connection connection, long number) throws InterruptedException {
    Optional<TunnelAcceptor.Accepted> accepted = acceptor.accept(connection);
    if (accepted.isPresent()) {
      serveStreams(accepted.get(), number);
    }
  }

  private void serveStreams(TunnelAcceptor.Accepted accepted, long number)
      throws InterruptedException {
    try (TunnelConnection tunnel = accepted.tunnel();
        BegunStreams.Entry streams = begun.enter(tunnel)) {
      boolean more = true;
      while (more) {
        more = serveNext(accepted, streams, number);
      }
    }
  }

  /** False if the connection has ended or carries no more streams. */
  private boolean serveNext(
      TunnelAcceptor.Accepted accepted, BegunStreams.Entry streams, long number)
      throws InterruptedException {
    TunnelStream stream = accepted.tunnel().nextStream();
    OpenRequest request = awaitOpen(accepted.tunnel(), stream, number);
    if (request == null) {
      return false;
    }
    boolean first = streams.begin() && request.repeats().map(begun::claim).orElse(true);
    serve(new TunnelExchange(stream, request, accepted.user().name(), name), first, number);
    return stream.leavesReusable() && !draining;
  }

  private void serve(TunnelExchange exchange, boolean first, long number)
      throws InterruptedException {
    try {
      engine.serve(number, first ? exchange::open : exchange::refuseRepeated);
    } finally {
      exchange.close();
    }
  }

  /**
   * Waits for the next OPEN, listed meanwhile, so that a drain can end the wait; null if none
   * comes.
   */
  private OpenRequest awaitOpen(TunnelConnection tunnel, TunnelStream stream, long number) {
    tunnel.deadline(WAIT_FOR_OPEN);
    waiting.add(tunnel);
    try {
      return draining ? null : stream.request();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0} {1}: {2}", name, number, e.getMessage());
      return null;
    } finally {
      waiting.remove(tunnel);
      tunnel.noDeadline();
    }
  }

  /** Ends the connections that carry no stream now, and the others after their stream. */
  public void drain() {
    draining = true;
    waiting.forEach(TunnelConnection::close);
  }
}
