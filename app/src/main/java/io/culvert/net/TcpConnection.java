package io.culvert.net;

import io.culvert.scope.TaskScope;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.net.ExtendedSocketOptions;

/**
 * One TCP connection. Its blocking reads and writes are bounded by {@link #deadline} and {@link
 * #idleTimeout}: when time is up the connection closes and the blocked thread gets a {@link
 * DeadlineExceededException}.
 *
 * <p>Small reads use a small buffer; a large one is lent while data comes in bulk.
 */
public final class TcpConnection implements Connection, Deadlines.Watched {
  private static final int SMALL_BYTES = 1024;
  private static final int STAY_LARGE_BYTES = 8 * 1024;

  /** The most that one {@link #receive} returns: one full record of the tunnel. */
  private static final int MAX_RECEIVE_BYTES = 65_519;

  private static final long SETTLED_NANOS = Duration.ofSeconds(1).toNanos();

  private final SocketChannel channel;
  private final Deadlines deadlines;
  private final long bornNanos = System.nanoTime();
  private final AtomicBoolean closed = new AtomicBoolean();
  private ByteBuffer in = ByteBuffer.allocate(0);
  private boolean bulk;
  private volatile long deadlineNanos = Long.MAX_VALUE;
  private volatile long idleNanos = Long.MAX_VALUE;
  private volatile long movedNanos = bornNanos;
  private volatile boolean expired;
  private volatile boolean resets;
  private boolean keptAlive;

  public TcpConnection(SocketChannel channel, Deadlines deadlines) throws IOException {
    this.channel = channel;
    this.deadlines = deadlines;
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    deadlines.add(this);
  }

  /** Four calls to the system that a connection of a few milliseconds does without. */
  private void keepAlive() {
    keptAlive = true;
    try {
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 60);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 15);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 4);
    } catch (IOException e) {
      // Closed meanwhile.
    }
  }

  public InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) channel.getLocalAddress();
  }

  public InetSocketAddress remoteAddress() throws IOException {
    return (InetSocketAddress) channel.getRemoteAddress();
  }

  /** From now on, all blocking steps together may take this long. */
  public void deadline(Duration limit) {
    deadlineNanos = Math.max(1, System.nanoTime() + limit.toNanos());
  }

  public void noDeadline() {
    deadlineNanos = Long.MAX_VALUE;
  }

  /** The connection ends when no byte moves in either direction for this long. */
  public void idleTimeout(Duration limit) {
    idleNanos = limit.toNanos();
  }

  /**
   * Makes every end from here on a reset, whoever causes it, the death of this process included,
   * until {@link #close}: an application must never take a cut transfer for a complete one.
   */
  public void resetUnlessClosed() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    resets = true;
  }

  /**
   * Takes {@link #resetUnlessClosed} back: all that was written belongs to the peer, however slowly
   * it reads, and whoever closes.
   */
  public void deliverAll() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, -1);
  }

  void connect(InetSocketAddress address) throws IOException {
    try {
      channel.connect(address);
    } catch (ClosedChannelException e) {
      throw ended(e);
    }
  }

  @Override
  public ByteBuffer receive() throws IOException {
    if (!in.hasRemaining()) {
      prepare();
      int n = read(in);
      if (n < 0) {
        in.limit(0);
        return null;
      }
      bulk = n == SMALL_BYTES || n >= STAY_LARGE_BYTES;
      in.flip();
    }
    return in;
  }

  private void prepare() {
    if (bulk && in.capacity() <= SMALL_BYTES) {
      in = ByteBuffer.wrap(Buffers.take());
    } else if (!bulk && in.capacity() != SMALL_BYTES) {
      Buffers.give(in.array());
      in = ByteBuffer.allocate(SMALL_BYTES);
    }
    in.clear().limit(Math.min(in.capacity(), MAX_RECEIVE_BYTES));
  }

  /**
   * One blocking read into {@code buffer}, past this connection's own: nothing may be left in that.
   */
  public int read(ByteBuffer buffer) throws IOException {
    try {
      int n = channel.read(buffer);
      movedNanos = System.nanoTime();
      return n;
    } catch (ClosedChannelException e) {
      throw ended(e);
    }
  }

  /**
   * One read that gives up without ending the connection.
   *
   * @throws java.net.SocketTimeoutException if nothing came in time
   */
  public int readWithin(byte[] to, int offset, int length, Duration patience) throws IOException {
    try {
      channel.socket().setSoTimeout((int) patience.toMillis());
      return channel.socket().getInputStream().read(to, offset, length);
    } catch (ClosedChannelException e) {
      throw ended(e);
    }
  }

  @Override
  public void write(ByteBuffer data) throws IOException {
    try {
      while (data.hasRemaining()) {
        channel.write(data);
        movedNanos = System.nanoTime();
      }
    } catch (ClosedChannelException e) {
      throw ended(e);
    }
  }

  private IOException ended(ClosedChannelException e) {
    return expired ? new DeadlineExceededException("the time for this step is up") : e;
  }

  @Override
  public void endOutput() throws IOException {
    try {
      channel.shutdownOutput();
    } catch (ClosedChannelException e) {
      throw ended(e);
    }
  }

  @Override
  public void reset() {
    if (!resets && !closed.get()) {
      linger(0);
    }
    release();
  }

  @Override
  public void close() {
    if (resets && !closed.get()) {
      linger(-1);
    }
    release();
  }

  private void linger(int seconds) {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, seconds);
    } catch (IOException e) {
      // Already closed: there is nothing left to say to the peer.
    }
  }

  private void release() {
    if (closed.compareAndSet(false, true)) {
      deadlines.remove(this);
      try {
        channel.close();
      } catch (IOException e) {
        // The descriptor is gone either way.
      }
    }
  }

  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void tick(long nanos, TaskScope work) {
    boolean late = deadlineNanos != Long.MAX_VALUE && nanos - deadlineNanos >= 0;
    boolean idle = idleNanos != Long.MAX_VALUE && nanos - movedNanos >= idleNanos;
    if (late || idle) {
      expired = true;
      release();
    } else if (!keptAlive && nanos - bornNanos > SETTLED_NANOS) {
      keepAlive();
    }
  }
}
