package io.culvert.outbound.culvert;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells the operator why the server cannot be used: at once, and then at most once in ten seconds.
 * Thread-safe.
 */
public final class RateLimitedWarning {
  private static final Logger LOG = System.getLogger(RateLimitedWarning.class.getName());
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() - QUIET_NANOS);

  public void report(IOException cause) {
    long last = lastNanos.get();
    long now = System.nanoTime();
    if (now - last >= QUIET_NANOS && lastNanos.compareAndSet(last, now)) {
      LOG.log(Level.WARNING, "no tunnel to the server: " + cause.getMessage());
    }
  }
}
