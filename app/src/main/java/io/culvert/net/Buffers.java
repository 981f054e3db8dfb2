package io.culvert.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;

/**
 * The large byte arrays that are lent while bulk data moves, so that an idle stream holds none and
 * a busy one does not allocate. Thread-safe; keeps a bounded number and leaves the rest to the
 * garbage collector.
 */
public final class Buffers {
  /**
   * Fits the largest record of the tunnel with its headers (PROTOCOL.md): 65,519 + 16 + the next
   * record's 21 bytes.
   */
  public static final int LARGE_BYTES = 66 * 1024;

  private static final int SMALL_BYTES = 2048;
  private static final int KEPT = 128;

  /** The last one given back is in the processor's caches still: it goes first. */
  private static final Deque<byte[]> FREE = new ArrayDeque<>(KEPT);

  private static final LongAdder MADE = new LongAdder();

  private Buffers() {}

  public static byte[] take() {
    byte[] free;
    synchronized (FREE) {
      free = FREE.poll();
    }
    if (free == null) {
      MADE.increment();
      return new byte[LARGE_BYTES];
    }
    return free;
  }

  /** One with a capacity of just {@code length}, or a lent one where that would be large. */
  public static ByteBuffer room(int length) {
    return length <= SMALL_BYTES ? ByteBuffer.allocate(length) : ByteBuffer.wrap(take());
  }

  /** How many arrays were not there to be lent again and had to be made, up to now. */
  public static long made() {
    return MADE.sum();
  }

  /** Gives back an array of {@link #LARGE_BYTES}; others are ignored. */
  public static void give(byte[] array) {
    if (array.length == LARGE_BYTES) {
      synchronized (FREE) {
        if (FREE.size() < KEPT) {
          FREE.push(array);
        }
      }
    }
  }

  /** Lets go of all that are free. */
  public static void release() {
    synchronized (FREE) {
      FREE.clear();
    }
  }
}
