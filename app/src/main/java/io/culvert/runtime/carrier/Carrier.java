package io.culvert.runtime.carrier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A carrier of virtual threads (JEP 444) that waits for the network itself: it runs those that can
 * run, and when none can, it sleeps in its selector. What arrives for a waiting thread then costs
 * one wake-up, as in an event loop; with the JDK's scheduler it costs two, its poller and then the
 * carrier. A virtual thread stays with its carrier to its end. {@link #execute} and {@link #run}
 * are for any thread.
 *
 * <p>Nothing but the carrier's own thread touches its selector, except to wake it. A virtual thread
 * that waited for one of the selector's locks would be next in line for it and need its carrier to
 * go on, while the carrier stands in line behind it.
 */
final class Carrier implements Executor {
  private static final Logger LOG = System.getLogger(Carrier.class.getName());

  /** Tasks run for so long before the network gets a look. */
  private static final long TURN_NANOS = 2_000_000;

  private final String name;
  private final Selector selector;
  private final Consumer<SelectionKey> ready = this::ready;
  private final Queue<Runnable> runnable = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asleep = new AtomicBoolean();

  /** The platform thread under the virtual ones. */
  static final class Driver extends Thread {
    private final Carrier carrier;

    private Driver(Carrier carrier) {
      super(carrier.name);
      this.carrier = carrier;
      setDaemon(true);
    }

    Carrier carrier() {
      return carrier;
    }

    @Override
    public void run() {
      while (true) {
        carrier.turn();
      }
    }
  }

  /** One that is at work. */
  static Carrier start(String name) throws IOException {
    var carrier = new Carrier(name);
    new Driver(carrier).start();
    return carrier;
  }

  private Carrier(String name) throws IOException {
    this.name = name;
    this.selector = Selector.open();
  }

  /** For {@link #run}'s tasks. */
  Selector selector() {
    return selector;
  }

  /** Runs a short task in the carrier's thread: at once if that is the calling one. */
  void run(Runnable task) {
    if (Carriers.here() == this) {
      task.run();
    } else {
      execute(task);
    }
  }

  /**
   * Runs a task that may have to wait for one of the carrier's virtual threads, as a close waits
   * for the read that is under way: in one of them, or in the calling thread if that is one.
   */
  void runWaiting(Runnable task) {
    if (Carriers.here() == this) {
      task.run();
    } else if (Carriers.carry()) {
      Carriers.on(this, name + " task").newThread(task).start();
    } else {
      execute(task);
    }
  }

  @Override
  public void execute(Runnable task) {
    runnable.add(task);
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      selector.wakeup();
    }
  }

  /** In the carrier's thread: a selector lets go of a cancelled key when it has its next look. */
  void forget(SelectionKey key) {
    try {
      key.cancel();
      selector.selectNow(ready);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private void turn() {
    try {
      runSome();
      look();
    } catch (VirtualMachineError e) {
      threadLost(e);
    } catch (IOException | RuntimeException | Error e) {
      LOG.log(Level.ERROR, name + ": going on after a failure", e);
    }
  }

  /**
   * The scheduling of a virtual thread failed, for want of a native thread say: it never runs
   * again, and whatever waits for it waits for good.
   */
  private static void threadLost(VirtualMachineError e) {
    Thread carrier = Thread.currentThread();
    carrier.getUncaughtExceptionHandler().uncaughtException(carrier, e);
  }

  private void runSome() {
    long start = System.nanoTime();
    Runnable task = runnable.poll();
    while (task != null) {
      task.run();
      task = System.nanoTime() - start < TURN_NANOS ? runnable.poll() : null;
    }
  }

  /** Sleeps if nothing can run. */
  private void look() throws IOException {
    asleep.set(true);
    if (runnable.isEmpty()) {
      selector.select(ready);
      asleep.set(false);
    } else {
      asleep.set(false);
      selector.selectNow(ready);
    }
  }

  private void ready(SelectionKey key) {
    if (asleep.get()) {
      asleep.set(false); // The thread unparked below needs no waking of this carrier.
    }
    ((Readiness) key.attachment()).ready(key);
  }
}
