package io.culvert.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A connection that delegates every call to another one. A subclass that changes the received bytes
 * overrides only {@link #receive}, because all reads of this class call it.
 */
public abstract class ConnectionWrapper implements Connection {
  private final Connection inner;

  protected ConnectionWrapper(Connection inner) {
    this.inner = inner;
  }

  protected final Connection inner() {
    return inner;
  }

  @Override
  public ByteBuffer receive() throws IOException {
    return inner.receive();
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    ByteBuffer from = receive();
    if (from == null) {
      return -1;
    }
    int length = Math.min(from.remaining(), to.remaining());
    to.put(from.slice(from.position(), length));
    from.position(from.position() + length);
    return length;
  }

  /** Ignores {@code patience}; only the inner connection's deadlines bound this read. */
  @Override
  public int read(ByteBuffer to, Duration patience) throws IOException {
    return read(to);
  }

  @Override
  public boolean isDrained() {
    return false;
  }

  @Override
  public boolean isBulk() {
    return inner.isBulk();
  }

  /** Returns at once; the next {@link #read} waits instead. */
  @Override
  public void awaitInput() throws IOException {}

  /** The same; only the inner connection's deadlines bound the next read. */
  @Override
  public void awaitInput(Duration patience) throws IOException {}

  @Override
  public void write(ByteBuffer data) throws IOException {
    inner.write(data);
  }

  @Override
  public void endOutput() throws IOException {
    inner.endOutput();
  }

  @Override
  public void reset() {
    inner.reset();
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public boolean isOpen() {
    return inner.isOpen();
  }

  @Override
  public void deadline(Duration limit) {
    inner.deadline(limit);
  }

  @Override
  public void noDeadline() {
    inner.noDeadline();
  }

  @Override
  public void idleTimeout(Duration limit) {
    inner.idleTimeout(limit);
  }

  @Override
  public void watchLoss(Consumer<IOException> told) {
    inner.watchLoss(told);
  }

  @Override
  public void unwatchLoss() {
    inner.unwatchLoss();
  }

  @Override
  public void lose(IOException cause) {
    inner.lose(cause);
  }

  @Override
  public void resetUnlessClosed() throws IOException {
    inner.resetUnlessClosed();
  }

  @Override
  public void deliverAll() throws IOException {
    inner.deliverAll();
  }

  @Override
  public void recycle() {
    inner.recycle();
  }

  @Override
  public InetSocketAddress localAddress() throws IOException {
    return inner.localAddress();
  }

  @Override
  public InetSocketAddress remoteAddress() throws IOException {
    return inner.remoteAddress();
  }

  @Override
  public void adopt() {
    inner.adopt();
  }

  @Override
  public boolean isAdopted() {
    return inner.isAdopted();
  }
}
