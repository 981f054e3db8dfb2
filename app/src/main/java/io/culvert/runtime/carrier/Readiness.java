package io.culvert.runtime.carrier;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Blocks threads until a non-blocking channel is ready. At most one thread may wait to read or
 * accept, and one to write or connect. Any thread may call {@link #close}, which ends all waits. An
 * interrupt ends the thread's wait but leaves the channel open, unlike the JDK's blocking channels.
 */
public final class Readiness {
  /** No time limit. */
  public static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  /** A non-blocking operation of a channel; returns null if the channel is not ready. */
  @FunctionalInterface
  public interface Attempt<T> {
    T tryOnce() throws IOException;
  }

  /** Has no stack trace: every aborted stream ends with one, and the trace would tell nothing. */
  private static final class Closed extends AsynchronousCloseException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private static final int IN = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;

  /** The most operations without a wait before the thread yields; about 1.2 ms of bulk transfer. */
  private static final int MAX_UNBROKEN = 32;

  private final SelectableChannel channel;
  private volatile Carrier carrier;
  private SelectionKey key;
  private volatile boolean closed;
  private final AtomicReference<Thread> in = new AtomicReference<>();
  private final AtomicReference<Thread> out = new AtomicReference<>();

  private int unbroken;

  public Readiness(SelectableChannel channel) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
  }

  /**
   * Blocks until the channel is ready for {@code operation}.
   *
   * @param operation an operation bit of SelectionKey
   * @return true if the channel is ready, false if {@code limit} passed first
   * @throws ClosedChannelException if the channel was closed
   * @throws InterruptedWaitException if this thread was interrupted
   */
  public boolean await(int operation, Duration limit) throws IOException {
    long nanos = limit.toNanos();
    AtomicReference<Thread> waiting = (operation & IN) != 0 ? in : out;
    long start = System.nanoTime();
    waiting.set(Thread.currentThread());
    unbroken = 0;
    try {
      Carrier mine = carrier();
      mine.run(() -> addInterest(mine, operation));
      for (long left = nanos; waiting.get() != null; ) {
        check();
        if (limit == FOREVER) {
          LockSupport.park(this);
        } else if (left > 0) {
          LockSupport.parkNanos(this, left);
          left = nanos - (System.nanoTime() - start);
        } else {
          return false;
        }
      }
      check();
      return true;
    } finally {
      waiting.set(null);
    }
  }

  /**
   * Tries at once and again after each wait, until an attempt returns a result.
   *
   * @param operation an operation bit of SelectionKey
   * @throws ClosedChannelException if the channel was closed
   * @throws InterruptedWaitException if this thread was interrupted
   */
  public <T> T until(int operation, Attempt<T> attempt) throws IOException {
    begin();
    T result = attempt.tryOnce();
    while (result == null) {
      await(operation, FOREVER);
      result = attempt.tryOnce();
    }
    return result;
  }

  /**
   * Must precede each non-blocking operation. It makes the operation fail like a blocking call if
   * the channel is closed or the thread is interrupted. It also yields now and then, because
   * virtual threads are not preempted.
   *
   * @throws ClosedChannelException if the channel was closed
   * @throws InterruptedWaitException if this thread was interrupted
   */
  public void begin() throws IOException {
    if (++unbroken >= MAX_UNBROKEN) {
      unbroken = 0;
      Thread.yield();
    }
    check();
  }

  private void check() throws IOException {
    if (closed) {
      throw new Closed();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedWaitException();
    }
  }

  /**
   * Returns the channel's carrier. The first wait binds the channel to the waiting thread's
   * carrier.
   */
  private synchronized Carrier carrier() throws ClosedChannelException {
    if (closed) {
      throw new Closed();
    }
    if (carrier == null) {
      carrier = Carriers.currentOrNext();
    }
    return carrier;
  }

  /**
   * Whether the calling thread's carrier waits for the channel, so that a wait costs one wake-up.
   */
  public boolean isOnCurrentCarrier() {
    Carrier bound = carrier;
    return bound == null || bound == Carriers.current();
  }

  /**
   * Binds the channel to the calling thread's carrier, if the thread has one. No thread may be
   * waiting meanwhile. If another carrier waits for the channel, each wait costs a second wake-up,
   * from that carrier to this thread's.
   */
  public void moveToCurrentCarrier() {
    Carrier current = Carriers.current();
    if (current == null || isOnCurrentCarrier()) {
      return;
    }
    Carrier bound = carrier;
    CompletableFuture.runAsync(() -> deregister(bound), bound).join();
    synchronized (this) {
      if (!closed) {
        carrier = current;
      }
    }
  }

  /** Runs in the carrier's thread. */
  private void deregister(Carrier bound) {
    if (key != null) {
      bound.deregister(key);
      key = null;
    }
  }

  /**
   * Runs in the carrier's thread. The interest in input stays registered between waits, so that a
   * reader that keeps up with its peer needs no system call to change it.
   */
  private void addInterest(Carrier carrier, int operation) {
    try {
      if (key == null) {
        key = channel.register(carrier.selector(), operation, this);
      } else if ((key.interestOps() & operation) == 0) {
        key.interestOpsOr(operation);
      }
    } catch (ClosedChannelException | CancelledKeyException e) {
      unparkAll();
    }
  }

  /**
   * Runs in the carrier's thread. An operation that no thread waits for loses its interest, or it
   * would wake the carrier again and again.
   */
  void ready(SelectionKey ready) {
    try {
      int operations = ready.readyOps();
      int unwanted = operations & ~IN;
      if (unwanted != 0) {
        unpark(out);
      }
      if ((operations & IN) != 0 && !unpark(in)) {
        unwanted |= operations & IN;
      }
      if (unwanted != 0) {
        ready.interestOpsAnd(~unwanted);
        wake(unwanted);
      }
    } catch (CancelledKeyException e) {
      unparkAll();
    }
  }

  /**
   * Wakes a thread that began to wait while its operation's interest was being removed. The thread
   * tries again and registers the interest anew.
   */
  private void wake(int dropped) {
    if ((dropped & IN) != 0) {
      unpark(in);
    }
    if ((dropped & ~IN) != 0) {
      unpark(out);
    }
  }

  private static boolean unpark(AtomicReference<Thread> waiting) {
    Thread thread = waiting.getAndSet(null);
    LockSupport.unpark(thread);
    return thread != null;
  }

  /** Whether a thread waits to read or accept. */
  public boolean isAwaitedForInput() {
    return in.get() != null;
  }

  public boolean isOpen() {
    return !closed;
  }

  /**
   * Closes the channel and ends all waits; further calls have no effect. The descriptor of a
   * registered channel is released a moment later, at its selector's next selection.
   */
  public void close() {
    Carrier last;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      last = carrier;
    }
    if (last == null) {
      closeChannel();
    } else {
      last.runWaiting(this::closeChannel);
    }
    unparkAll();
  }

  /**
   * Closes the channel and returns when its descriptor is released. A listener's port refuses
   * connections from then on.
   */
  public void closeNow() {
    close();
    Carrier last = carrier;
    if (last != null) {
      CompletableFuture.runAsync(() -> deregister(last), last).join();
    }
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      // The descriptor is released in any case.
    }
  }

  private void unparkAll() {
    unpark(in);
    unpark(out);
  }
}
