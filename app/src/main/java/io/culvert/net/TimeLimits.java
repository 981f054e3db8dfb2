package io.culvert.net;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;

/**
 * A connection's two time limits: a deadline for blocking calls and an idle time-out. The sweep of
 * {@link Deadlines} checks them. Thread-safe.
 */
final class TimeLimits {
  private volatile long deadlineNanos = Long.MAX_VALUE;
  private volatile long idleNanos = Long.MAX_VALUE;
  private volatile long movedNanos = System.nanoTime();
  private volatile boolean expired;

  void deadline(Duration limit) {
    deadlineNanos = Math.max(1, System.nanoTime() + limit.toNanos());
  }

  void noDeadline() {
    deadlineNanos = Long.MAX_VALUE;
  }

  void idleTimeout(Duration limit) {
    idleNanos = limit.toNanos();
  }

  /** Records that a byte has moved. */
  void moved() {
    movedNanos = System.nanoTime();
  }

  /** Whether a limit has passed. If so, records it, and the caller must close the connection. */
  boolean areOver(long nanos) {
    boolean late = deadlineNanos != Long.MAX_VALUE && nanos - deadlineNanos >= 0;
    boolean idle = idleNanos != Long.MAX_VALUE && nanos - movedNanos >= idleNanos;
    expired |= late || idle;
    return late || idle;
  }

  /** Whether nothing has moved for a while. */
  boolean isStill(long nanos) {
    return nanos - movedNanos > StalledConnections.STALL.toNanos();
  }

  /** Returns the exception for a thread that was blocked when the connection closed. */
  IOException failure(ClosedChannelException e) {
    return expired ? new DeadlineExceededException("the time for this step is up") : e;
  }
}
