package io.culvert.tunnel;

import io.culvert.runtime.TaskScope;
import java.time.Duration;

/**
 * Notices a path that has gone dark under an open stream (PROTOCOL.md, "Keep-alive"): a PAD goes
 * out on a silent one, and a peer that sends nothing for too long is dead. For the sweep of
 * deadlines.
 */
final class KeepAlive {
  private static final long PAD_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long DEAD_NANOS = Duration.ofSeconds(100).toNanos();

  private final TunnelConnection tunnel;
  private final RecordReader reader;
  private final RecordWriter writer;
  private volatile boolean running;
  private volatile boolean dead;
  private long padNanos = System.nanoTime();

  KeepAlive(TunnelConnection tunnel, RecordReader reader, RecordWriter writer) {
    this.tunnel = tunnel;
    this.reader = reader;
    this.writer = writer;
  }

  /** The stream is open on both sides. */
  void start() {
    running = true;
  }

  void stop() {
    running = false;
  }

  /** Whether the peer was given up. */
  boolean isDead() {
    return dead;
  }

  void tick(long nanos, TaskScope work) {
    if (!running) {
      return;
    }
    // A reader that is busy elsewhere, with a slow application say, proves nothing about the peer.
    if (reader.isWaiting() && nanos - reader.receivedNanos() > DEAD_NANOS) {
      dead = true;
      tunnel.abort();
    } else if (nanos - Math.max(padNanos, writer.sentNanos()) > PAD_NANOS) {
      padNanos = nanos;
      work.fork("keep-alive", writer::pad);
    }
  }
}
