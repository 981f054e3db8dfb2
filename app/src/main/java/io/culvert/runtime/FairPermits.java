package io.culvert.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A semaphore that shares its permits out fairly among holders, such as users or sources. A holder
 * may have at most {@value #SHARE} times as many permits as are free (a dynamic threshold), so one
 * alone gets most of them but always leaves some for the next. Those who wait are served in turn,
 * one permit per holder. Thread-safe.
 */
public final class FairPermits {
  private static final int SHARE = 8;

  private final Map<String, Integer> held = new HashMap<>();
  private final Map<String, Deque<CountDownLatch>> waiting = new LinkedHashMap<>();
  private int free;

  /**
   * @param permits how many can be held at once
   */
  public FairPermits(int permits) {
    this.free = permits;
  }

  /**
   * Waits for a permit, which the caller must release.
   *
   * @param endNanos the time of {@link System#nanoTime} at which the wait ends; in the past for a
   *     caller that does not wait
   * @return false if no permit came in time
   */
  public boolean tryAcquire(String holder, long endNanos) throws InterruptedException {
    CountDownLatch turn = acquireOrQueue(holder);
    boolean acquired = false;
    try {
      acquired = turn.await(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } finally {
      if (!acquired) {
        leave(holder, turn);
      }
    }
    return acquired;
  }

  /** Returns a permit of this holder, and hands free ones to those who wait. */
  public synchronized void release(String holder) {
    held.computeIfPresent(holder, (key, count) -> count == 1 ? null : count - 1);
    free++;
    while (serveNext()) {
      // One more free permit raises the share of every holder that waits.
    }
  }

  /** How many permits are free. */
  public synchronized int free() {
    return free;
  }

  /** How many callers wait. */
  public synchronized int waiting() {
    return waiting.values().stream().mapToInt(Deque::size).sum();
  }

  private synchronized CountDownLatch acquireOrQueue(String holder) {
    if (isWithinShare(holder)) {
      acquire(holder);
      return new CountDownLatch(0);
    }
    var turn = new CountDownLatch(1);
    waiting.computeIfAbsent(holder, key -> new ArrayDeque<>()).add(turn);
    return turn;
  }

  private boolean isWithinShare(String holder) {
    return held.getOrDefault(holder, 0) < (long) SHARE * free;
  }

  private void acquire(String holder) {
    held.merge(holder, 1, Integer::sum);
    free--;
  }

  /** Ends a wait in vain. A permit that was granted at the last moment goes to the next. */
  private synchronized void leave(String holder, CountDownLatch turn) {
    Deque<CountDownLatch> queue = waiting.get(holder);
    if (queue == null || !queue.remove(turn)) {
      release(holder);
    } else if (queue.isEmpty()) {
      waiting.remove(holder);
    }
  }

  /** Serves the first holder that is within its share; it then stands last in the order. */
  private boolean serveNext() {
    Iterator<String> order = waiting.keySet().iterator();
    while (order.hasNext()) {
      String holder = order.next();
      if (isWithinShare(holder)) {
        Deque<CountDownLatch> queue = waiting.remove(holder);
        acquire(holder);
        queue.remove().countDown();
        if (!queue.isEmpty()) {
          waiting.put(holder, queue);
        }
        return true;
      }
    }
    return false;
  }
}
