package io.culvert.cli;

import io.culvert.net.Buffers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Gives memory back to the system when work ebbs. SerialGC shrinks its heap in collections of the
 * whole heap only, and may never come to make one after a burst. Here one is made when the heap has
 * grown by more than the open streams account for, enough was allocated that much of it may be
 * garbage, and for a second little was, so that hardly anybody waits for it. For one thread.
 */
final class HeapReturn {
  private static final Logger LOG = System.getLogger(HeapReturn.class.getName());
  private static final Duration TICK = Duration.ofMillis(250);
  private static final int QUIET_TICKS = 4;
  private static final long QUIET_BYTES = 512 * 1024;
  private static final long WORTHWHILE_BYTES = 16 << 20;

  /** What an open stream keeps alive at one end is less than this, but for its lent buffers. */
  private static final long STREAM_BYTES = 16 * 1024;

  private final long atStart;
  private final LongSupplier streams;
  private long live;
  private long lastUsed;
  private long allocated;
  private int quietTicks;

  /**
   * @param atStart octets that the heap takes of the system before there is work
   * @param streams how many are open
   */
  HeapReturn(long atStart, LongSupplier streams) {
    this.atStart = atStart;
    this.streams = streams;
  }

  /**
   * @param streams how many are open
   */
  static HeapReturn fromNow(LongSupplier streams) {
    return new HeapReturn(Runtime.getRuntime().totalMemory(), streams);
  }

  /** Watches until interrupted. */
  void run() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    while (true) {
      Thread.sleep(TICK);
      long committed = runtime.totalMemory();
      if (isDue(committed, committed - runtime.freeMemory())) {
        Buffers.clear();
        System.gc();
        long left = runtime.totalMemory();
        collected(left - runtime.freeMemory());
        LOG.log(
            Level.DEBUG,
            "the heap took {0} KiB, and takes {1} after a collection",
            committed / 1024,
            left / 1024);
      }
    }
  }

  /**
   * Once for each tick. To collect what is live costs time, so it comes after twice as much was
   * allocated.
   *
   * @param committed octets that the heap takes of the system
   * @param used octets of these that hold objects, dead ones included
   */
  boolean isDue(long committed, long used) {
    long more = used - lastUsed; // Less than nothing where a collection came in between.
    lastUsed = used;
    allocated += Math.max(0, more);
    quietTicks = more >= 0 && more < QUIET_BYTES ? quietTicks + 1 : 0;
    return quietTicks >= QUIET_TICKS
        && committed - atStart - streams.getAsLong() * STREAM_BYTES >= WORTHWHILE_BYTES
        && allocated >= Math.max(WORTHWHILE_BYTES, 2 * live);
  }

  /** What is left after a collection. */
  void collected(long used) {
    live = used;
    lastUsed = used;
    allocated = 0;
    quietTicks = 0;
  }
}
