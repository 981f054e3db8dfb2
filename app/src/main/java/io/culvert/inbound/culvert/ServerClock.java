package io.culvert.inbound.culvert;

import io.culvert.wire.ServerTime;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The two clocks by which a server judges handshakes, from when its replay memory is made. Logs
 * when the wall clock is set. Thread-safe.
 */
public final class ServerClock {
  private static final Logger LOG = System.getLogger(ServerClock.class.getName());

  /** What the wall clock is set by without a line: corrections that nobody notices. */
  private static final long SILENT_MILLIS = Duration.ofSeconds(1).toMillis();

  /** Both clocks were read at one moment if no more time passed between the two. */
  private static final long ONE_MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final int TRIES = 10;

  private final InstantSource wall;
  private final LongSupplier nanos;
  private final long startNanos;

  /** When the replay memory began, by the wall clock as it was last seen. */
  private final AtomicLong startedAtMillis;

  /** Starts now, by this machine's clocks. */
  public ServerClock() {
    this(InstantSource.system(), System::nanoTime, Duration.ZERO);
  }

  /**
   * @param nanos a monotonic clock
   * @param uptime how long ago the clock started
   */
  ServerClock(InstantSource wall, LongSupplier nanos, Duration uptime) {
    this.wall = wall;
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong() - uptime.toNanos();
    this.startedAtMillis = new AtomicLong(read().startedAtMillis());
  }

  /** Reads the clocks. */
  public ServerTime now() {
    ServerTime now = read();
    long before = startedAtMillis.get();
    long setMillis = now.startedAtMillis() - before;
    if (Math.abs(setMillis) > SILENT_MILLIS
        && startedAtMillis.compareAndSet(before, now.startedAtMillis())) {
      LOG.log(
          Level.WARNING,
          "the clock was set %s by %d s: handshakes are judged by the new time"
              .formatted(
                  setMillis < 0 ? "back" : "ahead", Math.round(Math.abs(setMillis) / 1000.0)));
    }
    return now;
  }

  /**
   * A thread that stands still between two readings would take that for a clock that was set, so it
   * reads again. The uptime is rounded up: a message of the very moment of the start is accepted.
   */
  private ServerTime read() {
    long before = nanos.getAsLong();
    long unixMillis = wall.millis();
    long after = nanos.getAsLong();
    for (int i = 1; i < TRIES && after - before > ONE_MOMENT_NANOS; i++) {
      before = nanos.getAsLong();
      unixMillis = wall.millis();
      after = nanos.getAsLong();
    }
    return new ServerTime(unixMillis, TimeUnit.NANOSECONDS.toMillis(after - startNanos) + 1);
  }
}
