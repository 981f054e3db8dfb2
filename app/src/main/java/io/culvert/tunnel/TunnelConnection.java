package io.culvert.tunnel;

import io.culvert.net.Deadlines;
import io.culvert.net.TcpConnection;
import io.culvert.runtime.TaskScope;
import io.culvert.wire.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * One TCP connection between local and server after its handshake. It carries one stream at a time,
 * and the next after both directions of the last have ended (PROTOCOL.md, "Streams"). {@link
 * #nextStream} is for the owner's thread, {@link #prepareStream} for any.
 */
public final class TunnelConnection implements AutoCloseable, Deadlines.Watched {
  /** Retirement, PROTOCOL.md "Limits". */
  private static final long MAX_AGE_NANOS = Duration.ofHours(1).toNanos();

  private static final long MAX_BYTES = 64L << 30;

  private final TcpConnection tcp;
  private final Session session;
  private final Deadlines deadlines;
  private final long bornNanos = System.nanoTime();
  private final RecordInput input;
  private long streams;
  private volatile TunnelStream prepared;
  private boolean closed;
  private final LongAdder bytes = new LongAdder();
  private volatile TunnelStream current;
  private volatile long idleSinceNanos = bornNanos;

  TunnelConnection(TcpConnection tcp, Session session, Deadlines deadlines) {
    this.tcp = tcp;
    this.session = session;
    this.deadlines = deadlines;
    this.input = new RecordInput(tcp);
    deadlines.watch(this);
  }

  /** The next stream; the one before must have {@linkplain TunnelStream#finish finished}. */
  public synchronized TunnelStream nextStream() {
    current = prepared != null ? prepared : makeStream();
    prepared = null;
    streams++;
    return current;
  }

  /** Derives the next stream's keys ahead of time, so that who asks for it need not wait. */
  synchronized void prepareStream() {
    if (prepared == null && !closed) {
      prepared = makeStream();
    }
  }

  boolean isPrepared() {
    return prepared != null;
  }

  private TunnelStream makeStream() {
    return new TunnelStream(this, session.sealer(streams), session.opener(streams));
  }

  /** Marks the time from which this connection waits for its next stream. */
  void idle() {
    idleSinceNanos = System.nanoTime();
    current = null;
  }

  public Duration idleTime() {
    return Duration.ofNanos(System.nanoTime() - idleSinceNanos);
  }

  /** Whether this connection has carried a stream before. */
  public boolean used() {
    return streams > 0;
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
    tcp.deadline(limit);
  }

  public void noDeadline() {
    tcp.noDeadline();
  }

  /** The address that the other side reached this one at, or was reached from. */
  public InetAddress localAddress() throws IOException {
    return tcp.localAddress().getAddress();
  }

  TcpConnection tcp() {
    return tcp;
  }

  RecordInput input() {
    return input;
  }

  /** Sends PAD on a silent stream, so that a dead path is noticed by both ends. */
  @Override
  public void tick(long nanos, TaskScope work) {
    TunnelStream stream = current;
    if (stream != null) {
      stream.tick(nanos, work);
    }
  }

  public boolean isOpen() {
    return tcp.isOpen();
  }

  /** Ends the connection in the middle of whatever it carries. */
  public void abort() {
    deadlines.remove(this);
    tcp.reset();
  }

  @Override
  public void close() {
    deadlines.remove(this);
    wipe();
    tcp.close();
  }

  private synchronized void wipe() {
    closed = true;
    session.close();
  }

  /** Blocks between streams until the peer says something; whether that is its FIN. */
  boolean endedByPeer() throws IOException {
    return input.atEnd();
  }
}
