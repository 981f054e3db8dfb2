package io.culvert.tunnel;

import io.culvert.net.Buffers;
import io.culvert.wire.RecordType;
import io.culvert.wire.StreamSealer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The outgoing records of one stream, sealed to its END or RESET. Thread-safe: one record goes out
 * after the other.
 */
final class RecordWriter {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final TunnelConnection tunnel;
  private final StreamSealer sealer;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile long sentNanos = System.nanoTime();
  private volatile boolean cut;

  RecordWriter(TunnelConnection tunnel, StreamSealer sealer) {
    this.tunnel = tunnel;
    this.sealer = sealer;
  }

  /** Seals one record and hands it to the network; an interrupt ends the wait for another one. */
  void send(RecordType type, ByteBuffer body) throws IOException {
    lock();
    try {
      seal(type, body);
    } finally {
      lock.unlock();
    }
  }

  private void lock() throws InterruptedIOException {
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** The same for a record that matters only if no other is on its way; false if one is. */
  boolean trySend(RecordType type, ByteBuffer body) throws IOException {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      seal(type, body);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void pad() throws IOException {
    trySend(RecordType.PAD, NOTHING);
  }

  /** False if another record is on its way. */
  boolean ping() throws IOException {
    return trySend(RecordType.PING, NOTHING);
  }

  void end() throws IOException {
    send(RecordType.END, NOTHING);
  }

  /** Nothing may follow END or RESET: what comes later, a keep-alive say, is dropped here. */
  private void seal(RecordType type, ByteBuffer body) throws IOException {
    if (sealer.finished()) {
      if (type == RecordType.DATA) {
        throw new TunnelException.ResetByPeer();
      }
      return;
    }
    ByteBuffer wire = Buffers.allocate(StreamSealer.maxSealedLength(body.remaining()));
    sealer.seal(type, body, wire);
    wire.flip();
    tunnel.count(wire.remaining());
    cut = true;
    tunnel.connection().write(wire);
    cut = false;
    Buffers.release(wire.array());
    sentNanos = System.nanoTime();
  }

  /** Whether END or RESET was sealed. */
  boolean finished() {
    return sealer.finished();
  }

  /** Whether a record was cut short, by an interrupt say: the peer waits for the rest of it. */
  boolean isCut() {
    return cut;
  }

  /** When the last record went out, by {@link System#nanoTime}. */
  long sentNanos() {
    return sentNanos;
  }
}
