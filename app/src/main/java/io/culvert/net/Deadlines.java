package io.culvert.net;

import io.culvert.runtime.TaskScope;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bounds reads and writes: a sweep over all open connections, several times a second, ends those
 * whose time is up. A deadline is then one volatile write, with nothing allocated, scheduled or
 * cancelled. Thread-safe.
 */
public final class Deadlines {
  private static final Logger LOG = System.getLogger(Deadlines.class.getName());
  private static final Duration TICK = Duration.ofMillis(100);

  /** At most one report in this time: a failure may come back at every sweep. */
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

  /** An object with a time limit. */
  public interface Watched {
    /**
     * Called by the sweeping thread at every sweep. Must not block.
     *
     * @param nanos the sweep's {@link System#nanoTime}
     * @param work a scope for work that would block
     */
    void tick(long nanos, TaskScope work);
  }

  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
  private final StalledConnections stalled = new StalledConnections();
  private volatile long sweptNanos = System.nanoTime();
  private long failures;
  private long reportedNanos = System.nanoTime() - QUIET_NANOS;

  public void watch(Watched one) {
    watched.add(one);
  }

  public void remove(Watched one) {
    watched.remove(one);
  }

  /** Called by a connection's tick if nobody reads it and nothing moves. */
  void stalled(TcpConnection one) {
    stalled.add(one);
  }

  /** How many are watched now, by which tests see that nothing stays open. */
  public int size() {
    return watched.size();
  }

  /** The time since the last complete sweep. */
  public Duration sinceSweep() {
    return Duration.ofNanos(System.nanoTime() - sweptNanos);
  }

  /**
   * Sweeps until interrupted, in one thread. A failure of one leaves the time-outs of the others.
   */
  public void run() throws InterruptedException {
    try (var work = TaskScope.open("deadlines")) {
      while (true) {
        Thread.sleep(TICK);
        long now = System.nanoTime();
        for (var one : watched) {
          tick(one, now, work);
        }
        stalled.check(now, work);
        sweptNanos = now;
      }
    }
  }

  /** An error of the virtual machine ends the sweep: it is not the fault of one of the watched. */
  private void tick(Watched one, long now, TaskScope work) {
    try {
      one.tick(now, work);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      failures++;
      report(e, now);
    }
  }

  private void report(Throwable bug, long now) {
    if (now - reportedNanos >= QUIET_NANOS) {
      reportedNanos = now;
      LOG.log(Level.ERROR, "a time-out could not be checked, failure " + failures, bug);
    }
  }
}
