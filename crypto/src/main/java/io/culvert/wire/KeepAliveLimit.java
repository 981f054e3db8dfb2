package io.culvert.wire;

import java.time.Duration;

/**
 * How many PADs and PINGs one direction of a stream may bring: 64, and one more for each second of
 * its life. A reader that was busy elsewhere for hours finds the keep-alives of all that time in
 * one row, so a row as such is not limited. For one thread.
 */
public final class KeepAliveLimit {
  private static final int ALWAYS_ALLOWED = 64;
  private static final long NANOS_PER_RECORD = Duration.ofSeconds(1).toNanos();

  private final long bornNanos;
  private long records;

  /**
   * @param nowNanos by {@link System#nanoTime}, as in {@link #count}
   */
  public KeepAliveLimit(long nowNanos) {
    this.bornNanos = nowNanos;
  }

  /** Counts one. */
  public void count(long nowNanos) throws RecordException {
    records++;
    if (records > ALWAYS_ALLOWED + (nowNanos - bornNanos) / NANOS_PER_RECORD) {
      throw new RecordException();
    }
  }
}
