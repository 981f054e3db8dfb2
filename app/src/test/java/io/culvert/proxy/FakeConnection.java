package io.culvert.proxy;

import io.culvert.net.Connection;
import io.culvert.net.DeadlineExceededException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A connection whose peer is the test. It keeps the contract of {@link Connection}: an interrupt
 * ends a wait and leaves it open, a reset or close from any thread ends all waits, and after a
 * write that failed none succeeds.
 */
final class FakeConnection implements Connection {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<ByteBuffer> incoming = new ArrayDeque<>();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final List<String> events = new ArrayList<>();
  private ByteBuffer current = ByteBuffer.allocate(0);
  private boolean ended;
  private boolean stuck;
  private volatile boolean open = true;
  private boolean expired;
  private volatile boolean beingRead;
  private volatile boolean beingWritten;
  private volatile boolean writeFailed;
  private volatile boolean resetsUnlessClosed;
  private volatile boolean recycled;
  private Throwable readFailure;
  private Throwable writeFailure;
  private volatile Duration idleLimit;

  /** The peer sends this. */
  void says(String text) {
    change(() -> incoming.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
  }

  /** The peer says that it is done. */
  void ends() {
    change(() -> ended = true);
  }

  /** Reads fail, after what was said before. */
  void failsToRead(Throwable failure) {
    change(() -> readFailure = failure);
  }

  /** Writes fail from now on, those that wait too. */
  void failsToWrite(Throwable failure) {
    change(() -> writeFailure = failure);
  }

  /** The peer aborts: nothing can be read or written any more. */
  void breaks() {
    failsToRead(new IOException("reset by the fake peer"));
    failsToWrite(new IOException("reset by the fake peer"));
  }

  /** Writes wait from now on. */
  void stopsReading() {
    change(() -> stuck = true);
  }

  /** Writes go on. */
  void readsOn() {
    change(() -> stuck = false);
  }

  /** The idle time-out or the deadline is over. */
  void expires() {
    change(() -> {
      expired = true;
      open = false;
    });
  }

  private void change(Runnable action) {
    lock.lock();
    try {
      action.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** All that was written. */
  String written() {
    lock.lock();
    try {
      return written.toString(StandardCharsets.UTF_8);
    } finally {
      lock.unlock();
    }
  }

  /** What ended it, in order: {@code end}, {@code reset}, {@code close}; once each. */
  List<String> events() {
    lock.lock();
    try {
      return List.copyOf(events);
    } finally {
      lock.unlock();
    }
  }

  boolean isOutputEnded() {
    return events().contains("end");
  }

  /** Whether the peer saw a reset: a close that came first would have told it of an end. */
  boolean isReset() {
    return events().contains("reset") && !closedBeforeReset();
  }

  private boolean closedBeforeReset() {
    List<String> all = events();
    return all.contains("close") && all.indexOf("close") < all.indexOf("reset");
  }

  /** Whether it was closed and never reset. */
  boolean isClosedInOrder() {
    return events().contains("close") && !events().contains("reset");
  }

  /** Whether a thread waits in a read. */
  boolean isBeingRead() {
    return beingRead;
  }

  /** Whether a thread waits in a write. */
  boolean isBeingWritten() {
    return beingWritten;
  }

  /** Whether a write failed. */
  boolean hasFailedWrite() {
    return writeFailed;
  }

  boolean isResetUnlessClosed() {
    return resetsUnlessClosed;
  }

  boolean isRecycled() {
    return recycled;
  }

  /** Null if none was set. */
  Duration idleLimit() {
    return idleLimit;
  }

  @Override
  public ByteBuffer receive() throws IOException {
    lock.lock();
    try {
      beingRead = true;
      await(() -> current.hasRemaining() || !incoming.isEmpty() || ended || readFailure != null);
      if (current.hasRemaining()) {
        return current;
      }
      if (!incoming.isEmpty()) {
        current = incoming.poll();
        return current;
      }
      throwIf(readFailure);
      return null;
    } finally {
      beingRead = false;
      lock.unlock();
    }
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

  @Override
  public int read(ByteBuffer to, Duration patience) throws IOException {
    return read(to);
  }

  @Override
  public void write(ByteBuffer data) throws IOException {
    lock.lock();
    try {
      startOutput();
      byte[] octets = new byte[data.remaining()];
      data.get(octets);
      written.writeBytes(octets);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void endOutput() throws IOException {
    lock.lock();
    try {
      startOutput();
      events.add("end");
    } finally {
      lock.unlock();
    }
  }

  private void startOutput() throws IOException {
    try {
      beingWritten = true;
      await(() -> !stuck || writeFailure != null);
      throwIf(writeFailure);
    } catch (IOException e) {
      writeFailure = e;
      writeFailed = true;
      throw e;
    } finally {
      beingWritten = false;
    }
  }

  private void await(BooleanSupplier ready) throws IOException {
    check();
    while (!ready.getAsBoolean()) {
      try {
        changed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      check();
    }
  }

  private void check() throws IOException {
    if (expired) {
      throw new DeadlineExceededException("the fake time is up");
    }
    if (!open) {
      throw new AsynchronousCloseException();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted");
    }
  }

  private static void throwIf(Throwable failure) throws IOException {
    switch (failure) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalArgumentException(failure);
    }
  }

  @Override
  public void reset() {
    shut("reset");
  }

  @Override
  public void close() {
    shut("close");
  }

  private void shut(String how) {
    change(() -> {
      open = false;
      if (!events.contains(how)) {
        events.add(how);
      }
    });
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void idleTimeout(Duration limit) {
    idleLimit = limit;
  }

  @Override
  public void resetUnlessClosed() {
    resetsUnlessClosed = true;
  }

  @Override
  public void recycle() {
    recycled = true;
  }

  @Override
  public InetSocketAddress localAddress() {
    return new InetSocketAddress("127.0.0.1", 1080);
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return new InetSocketAddress("127.0.0.1", 50_000);
  }

  @Override
  public boolean isDrained() {
    return false;
  }

  @Override
  public boolean isBulk() {
    return false;
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
  public void awaitInput() {}

  @Override
  public void awaitInput(Duration patience) {}

  @Override
  public void deadline(Duration limit) {}

  @Override
  public void noDeadline() {}

  @Override
  public void deliverAll() {}
}
