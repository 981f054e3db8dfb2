package io.culvert.runtime;

import io.culvert.runtime.carrier.Carriers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Shows whether virtual threads run: one on each carrier records the time again and again. On the
 * JDK's scheduler the same number of threads runs wherever it lets them. Thread-safe.
 */
public final class Pulse {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final AtomicLongArray beatNanos = new AtomicLongArray(Carriers.count());

  public Pulse() {
    for (int i = 0; i < beatNanos.length(); i++) {
      beat(i);
    }
  }

  private void beat(int thread) {
    beatNanos.set(thread, System.nanoTime());
  }

  /** Beats until interrupted. */
  public void run() throws InterruptedException {
    try (var scope = TaskScope.openInTurn("pulse")) {
      for (int i = 0; i < beatNanos.length(); i++) {
        int thread = i;
        scope.fork("pulse-" + thread, () -> keepBeating(thread));
      }
      scope.join();
    }
  }

  private void keepBeating(int thread) throws InterruptedException {
    while (true) {
      beat(thread);
      Thread.sleep(PAUSE);
    }
  }

  /** The time since the last beat of the thread that has been silent longest. */
  public Duration age() {
    long now = System.nanoTime();
    long longest = 0;
    for (int i = 0; i < beatNanos.length(); i++) {
      longest = Math.max(longest, now - beatNanos.get(i));
    }
    return Duration.ofNanos(longest);
  }
}
