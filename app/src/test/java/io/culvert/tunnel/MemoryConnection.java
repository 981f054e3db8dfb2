package io.culvert.tunnel;

import io.culvert.net.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * A connection in memory: each read gives a piece that the test put there, or fails as the test
 * said, and what is written is kept. It never blocks: behind the last piece is the end. For one
 * thread.
 */
public final class MemoryConnection implements Connection {
  /** Octets, or what a read fails with. */
  private record Piece(ByteBuffer octets, IOException failure) {}

  private final Deque<Piece> pieces = new ArrayDeque<>();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private ByteBuffer in = ByteBuffer.allocate(0);
  private IOException writeFailure;
  private int writes;
  private boolean open = true;
  private boolean outputEnded;
  private boolean reset;
  private boolean delivering;
  private Duration deadline;

  /** The next read gives these, or as many of them as it has room for. */
  public MemoryConnection give(byte[] octets) {
    if (octets.length > 0) {
      pieces.add(new Piece(ByteBuffer.wrap(octets), null));
    }
    return this;
  }

  /** The same, octet by octet. */
  public MemoryConnection giveSingly(byte[] octets) {
    for (byte octet : octets) {
      give(new byte[] {octet});
    }
    return this;
  }

  /** The next read fails. */
  public MemoryConnection fail(IOException failure) {
    pieces.add(new Piece(ByteBuffer.allocate(0), failure));
    return this;
  }

  /** Each write fails from here on; null for none. */
  public void failWrites(IOException failure) {
    writeFailure = failure;
  }

  /** All that was written. */
  public byte[] written() {
    return written.toByteArray();
  }

  /** How many writes it took. */
  public int writes() {
    return writes;
  }

  public boolean isOutputEnded() {
    return outputEnded;
  }

  public boolean isReset() {
    return reset;
  }

  /** Whether all that was written belongs to the peer. */
  public boolean isDelivering() {
    return delivering;
  }

  /** The last that was set; null for none. */
  public Duration deadline() {
    return deadline;
  }

  @Override
  public ByteBuffer receive() throws IOException {
    if (!in.hasRemaining()) {
      in = ByteBuffer.allocate(1024);
      int length = read(in);
      in.flip();
      return length < 0 ? null : in;
    }
    return in;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    if (!open) {
      throw new ClosedChannelException();
    }
    Piece next = pieces.peek();
    if (next == null) {
      return -1;
    }
    if (next.failure() != null) {
      pieces.remove();
      throw next.failure();
    }
    int length = Math.min(to.remaining(), next.octets().remaining());
    to.put(next.octets().slice(next.octets().position(), length));
    next.octets().position(next.octets().position() + length);
    if (!next.octets().hasRemaining()) {
      pieces.remove();
    }
    return length;
  }

  @Override
  public int read(ByteBuffer to, Duration patience) throws IOException {
    return read(to);
  }

  @Override
  public void watchLoss(Consumer<IOException> told) {}

  @Override
  public void unwatchLoss() {}

  @Override
  public void lose(IOException cause) {
    reset();
  }

  @Override
  public boolean isDrained() {
    return true;
  }

  @Override
  public boolean isBulk() {
    return false;
  }

  @Override
  public void awaitInput(Duration patience) throws IOException {
    awaitInput();
  }

  /** A failure that is next shows here already. */
  @Override
  public void awaitInput() throws IOException {
    Piece next = pieces.peek();
    if (next != null && next.failure() != null) {
      pieces.remove();
      throw next.failure();
    }
  }

  @Override
  public void write(ByteBuffer data) throws IOException {
    if (writeFailure != null) {
      throw writeFailure;
    }
    if (!open || outputEnded) {
      throw new ClosedChannelException();
    }
    byte[] octets = new byte[data.remaining()];
    data.get(octets);
    written.writeBytes(octets);
    writes++;
  }

  @Override
  public void endOutput() {
    outputEnded = true;
  }

  @Override
  public void reset() {
    reset = true;
    open = false;
  }

  @Override
  public void close() {
    open = false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void deadline(Duration limit) {
    deadline = limit;
  }

  @Override
  public void noDeadline() {
    deadline = null;
  }

  @Override
  public void idleTimeout(Duration limit) {}

  @Override
  public void resetUnlessClosed() {
    delivering = false;
  }

  @Override
  public void deliverAll() {
    delivering = true;
  }

  @Override
  public void recycle() {}

  @Override
  public InetSocketAddress localAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1080);
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
  }
}
