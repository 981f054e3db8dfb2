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
 * Blocks a thread until its channel can go on. The channel is non-blocking from here on, and an
 * attempt comes first or a wait, as its user likes. One thread may wait to read or accept, one to
 * write or connect; {@link #close} may come from any thread and ends all waits. An interrupt ends
 * its thread's wait and leaves the channel open, unlike with blocking channels.
 */
public final class Readiness {
  /** No bound. */
  public static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  /** What a channel does without blocking; null if it cannot go on yet. */
  @FunctionalInterface
  public interface Attempt<T> {
    T make() throws IOException;
  }

  /** One ends every aborted stream, and where it was thrown says nothing. */
  private static final class Closed extends AsynchronousCloseException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private static final int IN = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;

  /** Some 1.2 ms of bulk data. */
  private static final int MOST_UNBROKEN = 32;

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
   * Blocks until {@code operation} can go on.
   *
   * @param operation one of SelectionKey's
   * @return whether it can; false if {@code limit} was over first
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
      mine.run(() -> interest(mine, operation));
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
   * Blocks until an attempt brings something: one at once, and one after each wait.
   *
   * @param operation one of SelectionKey's
   * @throws ClosedChannelException if the channel was closed
   * @throws InterruptedWaitException if this thread was interrupted
   */
  public <T> T until(int operation, Attempt<T> attempt) throws IOException {
    begin();
    T result = attempt.make();
    while (result == null) {
      await(operation, FOREVER);
      result = attempt.make();
    }
    return result;
  }

  /**
   * Comes before each attempt, as at the beginning of a blocking call. A thread that never has to
   * wait lets others run now and then; virtual threads are not preempted.
   *
   * @throws ClosedChannelException if the channel was closed
   * @throws InterruptedWaitException if this thread was interrupted
   */
  public void begin() throws IOException {
    if (++unbroken >= MOST_UNBROKEN) {
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

  /** The first wait binds the channel to the waiting thread's carrier. */
  private synchronized Carrier carrier() throws ClosedChannelException {
    if (closed) {
      throw new Closed();
    }
    if (carrier == null) {
      carrier = Carriers.hereOrNext();
    }
    return carrier;
  }

  /** Whether waits of the calling thread cost one wake-up: its carrier waits for the channel. */
  public boolean isHere() {
    Carrier bound = carrier;
    return bound == null || bound == Carriers.here();
  }

  /**
   * Binds the channel to the calling thread's carrier, if it has one, while nobody waits. A wait on
   * another carrier's thread costs a second wake-up, from that carrier to this thread's.
   */
  public void moveHere() {
    Carrier here = Carriers.here();
    if (here == null || isHere()) {
      return;
    }
    Carrier bound = carrier;
    CompletableFuture.runAsync(() -> leave(bound), bound).join();
    synchronized (this) {
      if (!closed) {
        carrier = here;
      }
    }
  }

  /** In the carrier's thread. */
  private void leave(Carrier bound) {
    if (key != null) {
      bound.forget(key);
      key = null;
    }
  }

  /**
   * In the carrier's thread. The interest in input stays in the selector from one wait to the next,
   * so that a thread that keeps up with its peer costs no call to change it.
   */
  private void interest(Carrier carrier, int operation) {
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

  /** Called by the carrier. What nobody waits for must not wake it again and again. */
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
        again(unwanted);
      }
    } catch (CancelledKeyException e) {
      unparkAll();
    }
  }

  /**
   * Who began to wait just before relied on an interest that is gone: it tries, and waits again.
   */
  private void again(int dropped) {
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

  public boolean isOpen() {
    return !closed;
  }

  /**
   * Closes the channel, whatever waits for it; once is enough. A registered one gives up its
   * descriptor a moment later, when its selector has a look.
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

  /** Closes, and returns when the descriptor is given up: a listener's port then refuses. */
  public void closeNow() {
    close();
    Carrier last = carrier;
    if (last != null) {
      CompletableFuture.runAsync(() -> leave(last), last).join();
    }
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      // The descriptor is gone either way.
    }
  }

  private void unparkAll() {
    unpark(in);
    unpark(out);
  }
}
