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
 * A carrier of virtual threads (JEP 444) that is also their event loop: it runs the runnable
 * threads and sleeps in its selector when none is left. Waking a thread that waits for the network
 * therefore costs one wake-up; the JDK's scheduler needs two, one for its poller and one for the
 * carrier. A virtual thread never changes its carrier. Any thread may call {@link #execute} and
 * {@link #run}.
 *
 * <p>Only the carrier's own thread uses its selector; other threads only wake it up. A virtual
 * thread that queued for one of the selector's locks would deadlock: the lock would pass to the
 * thread, which needs the carrier to run, while the carrier waits for the lock behind it.
 */
final class Carrier implements Executor {
  private static final Logger LOG = System.getLogger(Carrier.class.getName());

  /** The longest time that tasks run between two selections. */
  private static final long MAX_TASKS_NANOS = 2_000_000;

  private final String name;
  private final Selector selector;
  private final Consumer<SelectionKey> ready = this::ready;
  private final Queue<Runnable> runnable = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asleep = new AtomicBoolean();

  /** The platform thread that carries the virtual threads. */
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
        carrier.runOnce();
      }
    }
  }

  /** Creates a carrier and starts its thread. */
  static Carrier start(String name) throws IOException {
    var carrier = new Carrier(name);
    new Driver(carrier).start();
    return carrier;
  }

  private Carrier(String name) throws IOException {
    this.name = name;
    this.selector = Selector.open();
  }

  /** The selector, which only tasks of {@link #run} may use. */
  Selector selector() {
    return selector;
  }

  /**
   * Runs a short task in the carrier's thread; at once if the calling thread runs on this carrier.
   */
  void run(Runnable task) {
    if (Carriers.current() == this) {
      task.run();
    } else {
      execute(task);
    }
  }

  /**
   * Runs a task that may wait for one of the carrier's virtual threads; a close, for example, waits
   * for a read in progress. The task runs in a virtual thread of this carrier: the calling one, or
   * a new one.
   */
  void runWaiting(Runnable task) {
    if (Carriers.current() == this) {
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

  /**
   * Runs in the carrier's thread. A selector releases a cancelled key only at its next selection.
   */
  void deregister(SelectionKey key) {
    try {
      key.cancel();
      selector.selectNow(ready);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private void runOnce() {
    try {
      runTasks();
      select();
    } catch (VirtualMachineError e) {
      reportLostThread(e);
    } catch (IOException | RuntimeException | Error e) {
      LOG.log(Level.ERROR, name + ": going on after a failure", e);
    }
  }

  /**
   * Reports that a virtual thread could not be scheduled, for example because the system refused a
   * native thread. That thread never runs again, and threads that wait for it hang.
   */
  private static void reportLostThread(VirtualMachineError e) {
    Thread carrier = Thread.currentThread();
    carrier.getUncaughtExceptionHandler().uncaughtException(carrier, e);
  }

  private void runTasks() {
    long start = System.nanoTime();
    Runnable task = runnable.poll();
    while (task != null) {
      task.run();
      task = System.nanoTime() - start < MAX_TASKS_NANOS ? runnable.poll() : null;
    }
  }

  /** Handles the channels that are ready; blocks until there are any if no task is runnable. */
  private void select() throws IOException {
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
      asleep.set(false); // The carrier is awake: the unpark below needs no wake-up of the selector.
    }
    ((Readiness) key.attachment()).ready(key);
  }
}
