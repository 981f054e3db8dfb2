package io.culvert.server;

import io.culvert.metrics.CloseReason;
import io.culvert.metrics.Metrics;
import io.culvert.tunnel.Open;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.tunnel.TunnelStream;
import io.culvert.wire.RecordType;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Serves the streams of one tunnel connection, one after the other. For the thread that owns the
 * connection.
 */
final class StreamServer {
  private static final Logger LOG = System.getLogger(StreamServer.class.getName());
  private static final Duration WAIT_FOR_OPEN = Duration.ofMinutes(10);

  private final TunnelConnection tunnel;
  private final long number;
  private final String name;
  private final Commands commands;
  private final boolean logTargets;
  private final Metrics metrics;
  private TunnelStream stream;
  private Open open;

  StreamServer(TunnelConnection tunnel, long number, Commands commands, boolean logTargets) {
    this.tunnel = tunnel;
    this.number = number;
    this.name = "stream " + number;
    this.commands = commands;
    this.logTargets = logTargets;
    this.metrics = commands.streams().metrics();
  }

  /**
   * Waits for the next OPEN, listed in {@code waiting} meanwhile, so that a drain can end the wait.
   *
   * @return false if the connection has ended or carries no more streams
   */
  boolean awaitOpen(Set<TunnelConnection> waiting, BooleanSupplier draining) {
    if (tunnel.retired() || !tunnel.isOpen()) {
      return false;
    }
    stream = tunnel.nextStream();
    tunnel.deadline(WAIT_FOR_OPEN);
    waiting.add(tunnel);
    try {
      if (draining.getAsBoolean()) {
        return false;
      }
      return readOpen(stream.first());
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "server {0}: {1}", number, e.getMessage());
      return false;
    } finally {
      waiting.remove(tunnel);
      tunnel.noDeadline();
    }
  }

  private boolean readOpen(TunnelStream.Message message) throws IOException {
    if (message == null || message.type() != RecordType.OPEN) {
      return false;
    }
    open = Open.readFrom(message.body());
    return true;
  }

  /** Serves the stream that was opened, to its end on both sides. */
  void serve() throws InterruptedException {
    metrics.streamOpened();
    CloseReason reason = CloseReason.INTERNAL_ERROR;
    try {
      reason = commands.obey(open, tunnel, stream, name);
      if (Thread.currentThread().isInterrupted()) { // which closed what it read from
        reason = CloseReason.DRAINED;
      }
    } catch (InterruptedException e) {
      reason = CloseReason.DRAINED;
      throw e;
    } finally {
      stream.finish();
      metrics.streamClosed(reason);
      log(reason);
    }
  }

  /** The one line of this stream; it names the target only where the operator asked for that. */
  private void log(CloseReason reason) {
    String target = logTargets ? " " + open.target() : "";
    LOG.log(
        logTargets ? Level.INFO : Level.DEBUG, "server " + number + ": " + reason.word() + target);
  }
}
