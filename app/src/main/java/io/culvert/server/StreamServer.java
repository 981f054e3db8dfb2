package io.culvert.server;

import io.culvert.config.LimitSettings;
import io.culvert.config.ServerSettings;
import io.culvert.crypto.RecordType;
import io.culvert.metrics.CloseReason;
import io.culvert.metrics.Metrics;
import io.culvert.net.DeadlineExceededException;
import io.culvert.net.TcpConnection;
import io.culvert.relay.Relay;
import io.culvert.socks.Command;
import io.culvert.socks.Endpoint;
import io.culvert.socks.ReplyCode;
import io.culvert.tunnel.Open;
import io.culvert.tunnel.OpenReply;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.tunnel.TunnelException;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
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
  private final TargetDialer targets;
  private final LimitSettings limits;
  private final boolean logTargets;
  private final Metrics metrics;
  private TunnelStream stream;
  private Open open;

  StreamServer(
      TunnelConnection tunnel,
      long number,
      TargetDialer targets,
      ServerSettings settings,
      Metrics metrics) {
    this.tunnel = tunnel;
    this.number = number;
    this.targets = targets;
    this.limits = settings.limits();
    this.logTargets = settings.log().targets();
    this.metrics = metrics;
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
      reason = connect();
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

  private CloseReason connect() throws InterruptedException {
    if (!open.command().equals(Command.CONNECT)) {
      return refuse(DialRefusal.COMMAND);
    }
    try (TcpConnection target = targets.dial(open.target())) {
      try {
        return relay(target);
      } finally {
        target.reset();
      }
    } catch (IOException e) {
      return refuse(DialRefusal.of(e));
    }
  }

  private CloseReason relay(TcpConnection target) throws InterruptedException {
    Relay.Failure failure;
    try {
      target.resetUnlessClosed();
      target.idleTimeout(limits.idleTimeout());
      var bound = Endpoint.of(target.localAddress());
      stream.send(RecordType.REPLY, new OpenReply(ReplyCode.SUCCEEDED, bound).body());
      stream.keepAlive();
      failure =
          new Relay(stream, target)
              .run(
                  "stream " + number, metrics.upstreamBytes()::add, metrics.downstreamBytes()::add);
    } catch (IOException e) {
      return CloseReason.TUNNEL_LOST;
    }
    if (failure == null) {
      target.close();
      return CloseReason.DONE;
    }
    return reason(failure);
  }

  private CloseReason reason(Relay.Failure failure) {
    return switch (failure.cause()) {
      case TunnelException.ResetByPeer e -> CloseReason.PEER_RESET;
      case TunnelException.Corrupted e -> CloseReason.TUNNEL_CORRUPTED;
      case TunnelException.Truncated e -> CloseReason.TUNNEL_TRUNCATED;
      case TunnelException.Dead e -> CloseReason.TUNNEL_LOST;
      case DeadlineExceededException e -> CloseReason.IDLE_TIMEOUT;
      default -> failure.leg() == stream ? CloseReason.TUNNEL_LOST : CloseReason.TARGET_RESET;
    };
  }

  /** The reply travels with the end of this direction: the connection can carry the next stream. */
  private CloseReason refuse(DialRefusal refusal) {
    try {
      var body = new OpenReply(refusal.code(), Endpoint.UNSPECIFIED).body();
      stream.send(RecordType.REPLY, body);
      stream.send(RecordType.END, ByteBuffer.allocate(0));
      return refusal.reason();
    } catch (IOException e) {
      return CloseReason.TUNNEL_LOST;
    }
  }
}
