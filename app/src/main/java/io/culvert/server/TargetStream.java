package io.culvert.server;

import io.culvert.metrics.CloseReason;
import io.culvert.metrics.Metrics;
import io.culvert.net.TcpConnection;
import io.culvert.relay.Promise;
import io.culvert.relay.Relay;
import io.culvert.socks.ReplyCode;
import io.culvert.tunnel.OpenReply;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.time.Duration;

/**
 * One stream of CONNECT or BIND. The owner's thread reads the tunnel from the start, so that a
 * client that leaves ends the wait for its target; the other thread gets the target, replies, and
 * then copies downstream.
 */
final class TargetStream {
  private final TunnelStream stream;
  private final TargetSource source;
  private final Duration idleTimeout;
  private final Metrics metrics;
  private final Promise<TcpConnection> target = new Promise<>();
  private volatile TcpConnection connection;
  private volatile DialRefusal refusal;

  TargetStream(TunnelStream stream, TargetSource source, Commands.Streams settings) {
    this.stream = stream;
    this.source = source;
    this.idleTimeout = settings.idleTimeout();
    this.metrics = settings.metrics();
  }

  /** Blocks to the end of both directions; the target is closed then, the tunnel stream is not. */
  CloseReason serve(String name) throws InterruptedException {
    boolean clean = false;
    try {
      IOException failure = new Relay(this::abort).run(name, this::downstream, this::upstream);
      clean = failure == null;
      return refusal != null ? refusal.reason() : Reasons.of(failure);
    } finally {
      endTarget(clean);
    }
  }

  private void endTarget(boolean clean) {
    if (connection == null) {
      return;
    }
    if (clean) {
      connection.close();
    } else {
      connection.reset();
    }
    connection.recycle();
  }

  private void abort() {
    stream.reset();
    if (connection != null) {
      connection.reset();
    }
  }

  private void upstream() throws IOException, InterruptedException {
    stream.receive(); // Nothing is taken yet: a reset shows while the target is on its way.
    TcpConnection to = target.await();
    if (to != null) {
      Relay.copy(stream, to, metrics.upstreamBytes()::add);
    }
  }

  private void downstream() throws IOException, InterruptedException {
    try {
      if (reach()) {
        Relay.copy(connection, stream, metrics.downstreamBytes()::add);
      }
    } finally {
      target.keep(null);
    }
  }

  private boolean reach() throws IOException, InterruptedException {
    TargetSource.Target found;
    try {
      found = source.open();
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e; // The client has left: nobody waits for an answer.
      }
      refuse(DialRefusal.of(e));
      return false;
    }
    connection = found.connection();
    connection.resetUnlessClosed();
    connection.idleTimeout(idleTimeout);
    stream.reply(new OpenReply(ReplyCode.SUCCEEDED, found.bound()));
    stream.keepAlive();
    target.keep(connection);
    return true;
  }

  private void refuse(DialRefusal refused) throws IOException {
    refusal = refused;
    stream.refuse(refused.code());
  }
}
