package io.culvert.net;

import io.culvert.runtime.TaskScope;
import io.culvert.runtime.carrier.InterruptedWaitException;
import io.culvert.runtime.carrier.Readiness;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A TCP connection. {@link #deadline} and {@link #idleTimeout} bound its blocking reads and writes:
 * when the time is up the connection closes, and the blocked thread gets a {@link
 * DeadlineExceededException}. An interrupt ends a blocking call with an {@link
 * InterruptedWaitException} and leaves the connection open.
 *
 * <p>Small reads use a small buffer; a large one is borrowed from the pool while data arrives in
 * bulk.
 */
public final class TcpConnection implements Connection, Deadlines.Watched {
  private static final int SMALL_BYTES = 1024;

  /**
   * The number of short reads in a row that end bulk mode; bulk data has single short reads where
   * the peer's window was full.
   */
  private static final int SHORT_READS_OF_BULK = 3;

  /** The most bytes that {@link #receive} returns: the payload of one full tunnel record. */
  private static final int MAX_RECEIVE_BYTES = 65_519;

  /** The age at which keep-alive is enabled. Shorter connections save its four system calls. */
  private static final long SETTLED_NANOS = Duration.ofSeconds(1).toNanos();

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SocketTransfer transfer;
  private final TcpOutput output;
  private final Readiness readiness;
  private final Deadlines deadlines;
  private final long bornNanos = System.nanoTime();
  private ByteBuffer in = NOTHING;
  private int bulkReads;
  private boolean drained;
  private final TimeLimits limits = new TimeLimits();
  private final LossWatch loss = new LossWatch();
  private volatile boolean resets;
  private boolean reading;
  private boolean keptAlive;

  public TcpConnection(SocketChannel channel, Deadlines deadlines) throws IOException {
    this.channel = channel;
    this.deadlines = deadlines;
    this.transfer = new SocketTransfer(channel);
    this.readiness = new Readiness(channel);
    this.output = new TcpOutput(channel, transfer, readiness, limits);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    deadlines.watch(this);
  }

  @Override
  public InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) channel.getLocalAddress();
  }

  @Override
  public InetSocketAddress remoteAddress() throws IOException {
    return (InetSocketAddress) channel.getRemoteAddress();
  }

  @Override
  public void deadline(Duration limit) {
    limits.deadline(limit);
  }

  @Override
  public void noDeadline() {
    limits.noDeadline();
  }

  @Override
  public void idleTimeout(Duration limit) {
    limits.idleTimeout(limit);
  }

  @Override
  public void watchLoss(Consumer<IOException> told) {
    loss.watch(told);
  }

  @Override
  public void unwatchLoss() {
    loss.unwatch();
  }

  @Override
  public void lose(IOException cause) {
    reset();
    loss.tell(cause);
  }

  @Override
  public void resetUnlessClosed() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    resets = true;
  }

  @Override
  public void deliverAll() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, -1);
  }

  @Override
  public boolean isAdopted() {
    return readiness.isOnCurrentCarrier();
  }

  @Override
  public void adopt() {
    readiness.moveToCurrentCarrier();
  }

  /**
   * @throws ConnectFailedException if the connection could not be established
   */
  void connect(InetSocketAddress address) throws IOException {
    try {
      new TcpConnect(channel, readiness).to(address);
    } catch (ClosedChannelException e) {
      throw limits.failure(e);
    }
  }

  @Override
  public ByteBuffer receive() throws IOException {
    if (reading || !in.hasRemaining()) {
      if (drained) {
        recycle();
        awaitInput();
      }
      prepare();
      reading = true;
      int n = read(in);
      reading = false;
      if (n < 0) {
        in.limit(0);
        return null;
      }
      in.flip();
    }
    return in;
  }

  private void prepare() {
    int wanted = isBulk() ? Buffers.LARGE_BYTES : SMALL_BYTES;
    if (in.capacity() != wanted) {
      Buffers.release(in.array());
      in = Buffers.allocate(wanted);
    }
    in.clear().limit(Math.min(in.capacity(), MAX_RECEIVE_BYTES));
  }

  @Override
  public boolean isDrained() {
    return drained;
  }

  @Override
  public boolean isBulk() {
    return bulkReads > 0;
  }

  @Override
  public void awaitInput() throws IOException {
    awaitInput(Readiness.FOREVER);
  }

  @Override
  public void awaitInput(Duration patience) throws IOException {
    try {
      if (!readiness.await(SelectionKey.OP_READ, patience)) {
        throw new SocketTimeoutException("nothing came in time");
      }
      drained = false;
    } catch (ClosedChannelException e) {
      throw limits.failure(e);
    }
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    return read(buffer, Readiness.FOREVER);
  }

  @Override
  public int read(ByteBuffer buffer, Duration patience) throws IOException {
    int room = buffer.remaining();
    int n = drained ? 0 : attempt(buffer);
    while (n == 0) {
      awaitInput(patience);
      n = attempt(buffer);
    }
    limits.moved();
    drained = n > 0 && n < room;
    bulkReads = n >= SMALL_BYTES ? SHORT_READS_OF_BULK : Math.max(0, bulkReads - 1);
    return n;
  }

  private int attempt(ByteBuffer buffer) throws IOException {
    try {
      readiness.begin();
      return transfer.read(buffer);
    } catch (ClosedChannelException e) {
      throw limits.failure(e);
    }
  }

  /** {@inheritDoc} After a failed write all later writes fail. */
  @Override
  public void write(ByteBuffer data) throws IOException {
    output.write(data);
  }

  @Override
  public void endOutput() throws IOException {
    output.end();
  }

  @Override
  public void reset() {
    if (!resets && isOpen()) {
      TcpOptions.linger(channel, 0);
    }
    release();
  }

  @Override
  public void close() {
    if (resets && isOpen()) {
      TcpOptions.linger(channel, -1);
    }
    release();
  }

  @Override
  public void recycle() {
    Buffers.release(in.array());
    in = NOTHING;
  }

  private void release() {
    deadlines.remove(this);
    readiness.close();
  }

  @Override
  public boolean isOpen() {
    return readiness.isOpen();
  }

  @Override
  public void tick(long nanos, TaskScope work) {
    if (limits.areOver(nanos)) {
      release();
      loss.tell(limits.failure(null));
    } else if (!keptAlive && nanos - bornNanos > SETTLED_NANOS) {
      keptAlive = true;
      TcpOptions.keepAlive(channel);
    }
    if (loss.isWatched() && !readiness.isAwaitedForInput() && limits.isStill(nanos)) {
      deadlines.stalled(this);
    }
  }
}
