package io.culvert.net;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;

/**
 * The two limits of a connection's time: a deadline for the blocking steps under way, and the
 * longest silence. The sweep of {@link Deadlines} asks whether one is over. Thread-safe.
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

  /** A byte has moved. */
  void moved() {
    movedNanos = System.nanoTime();
  }

  /** Whether a limit is over, which is remembered: the connection is to be closed then. */
  boolean areOver(long nanos) {
    boolean late = deadlineNanos != Long.MAX_VALUE && nanos - deadlineNanos >= 0;
    boolean idle = idleNanos != Long.MAX_VALUE && nanos - movedNanos >= idleNanos;
    expired |= late || idle;
    return late || idle;
  }

  /** What a thread is told that was blocked when the connection closed. */
  IOException ended(ClosedChannelException e) {
    return expired ? new DeadlineExceededException("the time for this step is up") : e;
  }
}
