package io.culvert.cli;

import io.culvert.net.Buffers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Returns heap memory to the system after a burst of work. SerialGC shrinks its heap only in full
 * collections, and after a burst there may be none for a long time. This class triggers a full
 * collection when three conditions hold: the heap has grown by more than the open streams account
 * for, so much has been allocated that garbage is likely, and allocation has been low for a second,
 * so that the pause delays little. Not thread-safe.
 */
final class HeapTrimmer {
  private static final Logger LOG = System.getLogger(HeapTrimmer.class.getName());
  private static final Duration TICK = Duration.ofMillis(250);
  private static final int QUIET_TICKS = 4;
  private static final long QUIET_BYTES = 512 * 1024;
  private static final long MIN_GAIN_BYTES = 16 << 20;

  /** An upper bound of the heap that an open stream occupies at one end, without pooled buffers. */
  private static final long STREAM_BYTES = 16 * 1024;

  private final long atStart;
  private final LongSupplier streams;
  private long live;
  private long lastUsed;
  private long allocated;
  private int quietTicks;

  /**
   * @param atStart the committed heap before there is work, in bytes
   * @param streams the number of open streams
   */
  HeapTrimmer(long atStart, LongSupplier streams) {
    this.atStart = atStart;
    this.streams = streams;
  }

  /**
   * @param streams how many are open
   */
  static HeapTrimmer fromNow(LongSupplier streams) {
    return new HeapTrimmer(Runtime.getRuntime().totalMemory(), streams);
  }

  /** Checks the heap at each tick, until interrupted. */
  void run() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    while (true) {
      Thread.sleep(TICK);
      long committed = runtime.totalMemory();
      if (isDue(committed, committed - runtime.freeMemory())) {
        Buffers.clear();
        System.gc();
        long left = runtime.totalMemory();
        recordCollection(left - runtime.freeMemory());
        LOG.log(
            Level.DEBUG,
            "the heap took {0} KiB, and takes {1} after a collection",
            committed / 1024,
            left / 1024);
      }
    }
  }

  /**
   * Decides whether a collection is due. Must be called once for each tick. The cost of a
   * collection grows with the live heap, so twice the live heap must have been allocated first.
   *
   * @param committed the committed heap in bytes
   * @param used the part of it that holds objects, including garbage
   */
  boolean isDue(long committed, long used) {
    long more = used - lastUsed; // Negative after a collection.
    lastUsed = used;
    allocated += Math.max(0, more);
    quietTicks = more >= 0 && more < QUIET_BYTES ? quietTicks + 1 : 0;
    return quietTicks >= QUIET_TICKS
        && committed - atStart - streams.getAsLong() * STREAM_BYTES >= MIN_GAIN_BYTES
        && allocated >= Math.max(MIN_GAIN_BYTES, 2 * live);
  }

  /** Records the used heap after a collection. */
  void recordCollection(long used) {
    live = used;
    lastUsed = used;
    allocated = 0;
    quietTicks = 0;
  }
}
