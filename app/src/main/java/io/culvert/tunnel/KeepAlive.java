package io.culvert.tunnel;

import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.time.Duration;

/**
 * Notices a path that has gone dark under a stream (PROTOCOL.md, "Keep-alive"): a PAD goes out on a
 * silent one, and a peer that sends nothing for too long is dead. A PAD also answers PING, and
 * tells that a request has come whose answer takes its time. For the sweep of deadlines.
 */
final class KeepAlive {
  private static final long PAD_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long DEAD_NANOS = Duration.ofSeconds(100).toNanos();
  private static final long ANSWER_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long PING_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long ACKNOWLEDGE_NANOS = Duration.ofMillis(250).toNanos();

  private final TunnelConnection tunnel;
  private final RecordReader reader;
  private final RecordWriter writer;
  private volatile boolean running;
  private volatile boolean dead;
  private volatile boolean doubted;
  private volatile long pingedNanos;
  private volatile long nextPingNanos = System.nanoTime();
  private volatile boolean asked;
  private volatile long askedNanos;
  private long padNanos = System.nanoTime();

  KeepAlive(TunnelConnection tunnel, RecordReader reader, RecordWriter writer) {
    this.tunnel = tunnel;
    this.reader = reader;
    this.writer = writer;
    this.pingedNanos = reader.receivedNanos();
  }

  /** The stream is open on both sides. */
  void start() {
    asked = false;
    running = true;
  }

  void stop() {
    asked = false;
    running = false;
  }

  /** A request has come: if its answer does not go out soon, a PAD does. */
  void asked() {
    askedNanos = System.nanoTime();
    asked = true;
  }

  /** The path is in doubt: the peer must show itself soon. */
  void probe() {
    doubted = true;
  }

  /** Whether the peer was given up. */
  boolean isDead() {
    return dead;
  }

  void tick(long nanos, TaskScope work) {
    if (mustSay(nanos)) {
      asked = false;
      padNanos = nanos;
      work.fork("keep-alive", this::pad);
    }
    if (running && doubted && nanos - nextPingNanos >= 0) {
      work.fork("keep-alive", this::ping);
    }
    // A reader that is busy elsewhere, with a slow application say, proves nothing about the peer.
    if (running && reader.isWaiting() && isSilent(nanos)) {
      lose(null);
    }
  }

  /** A PAD that cannot be sent is the only sign while nobody reads. */
  private void pad() {
    try {
      writer.pad();
    } catch (IOException e) {
      lose(e);
    }
  }

  private void lose(IOException cause) {
    dead = true;
    tunnel.lose(new TunnelException.Dead(cause));
  }

  private boolean mustSay(long nanos) {
    return asked && nanos - askedNanos > ACKNOWLEDGE_NANOS
        || running && nanos - Math.max(padNanos, writer.sentNanos()) > PAD_NANOS
        || reader.takePing();
  }

  /** Behind a record that waits to be sent, PING would prove nothing. */
  private void ping() {
    try {
      if (writer.ping()) {
        pingedNanos = System.nanoTime();
        nextPingNanos = pingedNanos + PING_NANOS;
        doubted = false;
      }
    } catch (IOException e) {
      lose(e);
    }
  }

  private boolean isSilent(long nanos) {
    return nanos - reader.receivedNanos() > DEAD_NANOS
        || !isAnswered() && nanos - pingedNanos > ANSWER_NANOS;
  }

  /** Whether something has come since the last PING. */
  boolean isAnswered() {
    return reader.receivedNanos() - pingedNanos >= 0;
  }
}
