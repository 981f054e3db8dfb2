package io.culvert.net;

import io.culvert.runtime.TaskScope;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one clock that bounds reads and writes: a sweep over all open connections, several times a
 * second, that ends those whose time is up. A deadline is then one volatile write, with nothing
 * allocated, scheduled or cancelled. Thread-safe.
 */
public final class Deadlines {
  private static final Duration TICK = Duration.ofMillis(100);

  /** Something whose time can run out. */
  public interface Watched {
    /**
     * Called at every sweep, by the sweeping thread; must not block.
     *
     * @param nanos the sweep's {@link System#nanoTime}
     * @param work forks what would block
     */
    void tick(long nanos, TaskScope work);
  }

  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();

  void add(Watched one) {
    watched.add(one);
  }

  /** Adds what is not a connection of this package. */
  public void watch(Watched one) {
    watched.add(one);
  }

  public void remove(Watched one) {
    watched.remove(one);
  }

  /** How many are open now. */
  public int size() {
    return watched.size();
  }

  /** Sweeps until interrupted. */
  public void run() throws InterruptedException {
    try (var work = TaskScope.open("deadlines")) {
      while (true) {
        Thread.sleep(TICK);
        long now = System.nanoTime();
        for (var one : watched) {
          one.tick(now, work);
        }
      }
    }
  }
}
