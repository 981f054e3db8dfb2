package io.culvert.outbound.culvert;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections were missing at once: the most of the last ticks. {@link #miss} is for any
 * thread, {@link #tick} for one.
 */
final class Demand {
  private final int[] misses;
  private final AtomicInteger now = new AtomicInteger();
  private int tick;

  Demand(int ticks) {
    misses = new int[ticks];
  }

  void miss() {
    now.incrementAndGet();
  }

  /** Begins the next tick, and tells the most that were missing in one of the last. */
  int tick() {
    misses[tick] = now.getAndSet(0);
    tick = (tick + 1) % misses.length;
    int peak = 0;
    for (int count : misses) {
      peak = Math.max(peak, count);
    }
    return peak;
  }
}
