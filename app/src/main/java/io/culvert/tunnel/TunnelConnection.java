package io.culvert.tunnel;

import io.culvert.net.Connection;
import io.culvert.net.Deadlines;
import io.culvert.runtime.TaskScope;
import io.culvert.wire.SessionKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One TCP connection between local and server after its handshake. It carries one stream at a time,
 * and the next after both directions of the last have ended (PROTOCOL.md, "Streams"). {@link
 * #nextStream} is for the owner's thread, {@link #prepareStream} for any.
 */
public final class TunnelConnection implements AutoCloseable, Deadlines.Watched {
  /** Retirement, PROTOCOL.md "Limits". */
  private static final long MAX_AGE_NANOS = Duration.ofHours(1).toNanos();

  private static final long MAX_BYTES = 64L << 30;

  private final Connection connection;
  private final SessionKeys keys;
  private final Deadlines deadlines;
  private final long bornNanos = System.nanoTime();
  private final RecordInput input;

  /** Guards the keys. No monitor: deriving keys may wait, and a thread waits for it. */
  private final ReentrantLock deriving = new ReentrantLock();

  private long streams;
  private volatile TunnelStream prepared;
  private boolean closed;
  private final LongAdder bytes = new LongAdder();
  private volatile TunnelStream current;
  private volatile long idleSinceNanos = bornNanos;

  public TunnelConnection(Connection connection, SessionKeys keys, Deadlines deadlines) {
    this.connection = connection;
    this.keys = keys;
    this.deadlines = deadlines;
    this.input = new RecordInput(connection);
    deadlines.watch(this);
  }

  /** The same at both ends (PROTOCOL.md, "Repeated requests"). */
  public long id() {
    return keys.connectionId();
  }

  /** The next stream; the one before must have been {@linkplain TunnelStream#close closed}. */
  public TunnelStream nextStream() {
    return nextStream(stream -> {});
  }

  /**
   * @param closed told of the stream's close, in its owner's thread
   */
  public TunnelStream nextStream(Consumer<TunnelStream> closed) {
    TunnelStream next = takeStream();
    next.onClose(closed);
    current = next;
    return next;
  }

  private TunnelStream takeStream() {
    deriving.lock();
    try {
      TunnelStream next = prepared != null ? prepared : makeStream();
      prepared = null;
      streams++;
      return next;
    } finally {
      deriving.unlock();
    }
  }

  /** Derives the next stream's keys ahead of time, so that who asks for it need not wait. */
  public void prepareStream() {
    deriving.lock();
    try {
      if (prepared == null && !closed) {
        prepared = makeStream();
      }
    } finally {
      deriving.unlock();
    }
  }

  public boolean isPrepared() {
    return prepared != null;
  }

  private TunnelStream makeStream() {
    return new TunnelStream(
        this, new StreamName(id(), streams), keys.sealer(streams), keys.opener(streams));
  }

  /** Marks the time from which this connection waits for its next stream. */
  void idle() {
    idleSinceNanos = System.nanoTime();
    current = null;
  }

  public Duration idleTime() {
    return Duration.ofNanos(System.nanoTime() - idleSinceNanos);
  }

  /** Whether the other side was last heard of before then, by {@link System#nanoTime}. */
  public boolean isIdleSinceBefore(long nanos) {
    return idleSinceNanos - nanos < 0;
  }

  /** Whether it has served long enough and must not carry another stream. */
  public boolean retired() {
    return System.nanoTime() - bornNanos > MAX_AGE_NANOS || bytes.sum() > MAX_BYTES;
  }

  void count(long moved) {
    bytes.add(moved);
  }

  /** From now on, waiting for the other side may take this long. */
  public void deadline(Duration limit) {
    connection.deadline(limit);
  }

  public void noDeadline() {
    connection.noDeadline();
  }

  /** See {@link Connection#isAdopted}. */
  public boolean isAdopted() {
    return connection.isAdopted();
  }

  /** See {@link Connection#adopt}. */
  public void adopt() {
    connection.adopt();
  }

  public InetSocketAddress remoteAddress() throws IOException {
    return connection.remoteAddress();
  }

  /** The address that the other side reached this one at, or was reached from. */
  public InetAddress localAddress() throws IOException {
    return connection.localAddress().getAddress();
  }

  Connection connection() {
    return connection;
  }

  RecordInput input() {
    return input;
  }

  /** Sends PAD on a silent stream, so that a dead path is noticed by both ends. */
  @Override
  public void tick(long nanos, TaskScope work) {
    TunnelStream stream = current;
    if (stream != null) {
      stream.keepAlive.tick(nanos, work);
    }
  }

  /** The path is in doubt: the peer of an open stream has 10 s to show that it is there. */
  public void probe() {
    TunnelStream stream = current;
    if (stream != null) {
      stream.keepAlive.probe();
    }
  }

  public boolean isOpen() {
    return connection.isOpen();
  }

  /** Ends the connection in the middle of whatever it carries. */
  public void abort() {
    deadlines.remove(this);
    connection.reset();
  }

  /** The same, and tells whoever watches the stream that is open. */
  void lose(IOException cause) {
    deadlines.remove(this);
    connection.lose(cause);
  }

  @Override
  public void close() {
    deadlines.remove(this);
    wipe();
    connection.close();
  }

  private void wipe() {
    deriving.lock();
    try {
      closed = true;
      keys.close();
    } finally {
      deriving.unlock();
    }
  }

  /** Blocks between streams until the peer says something; whether that is its FIN. */
  boolean endedByPeer() throws IOException {
    return input.atEnd();
  }
}
