package io.culvert.net;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

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

  private static final int KEPT = 128;
  private static final BlockingQueue<byte[]> FREE = new ArrayBlockingQueue<>(KEPT);

  private Buffers() {}

  public static byte[] take() {
    byte[] free = FREE.poll();
    return free != null ? free : new byte[LARGE_BYTES];
  }

  /** Gives back an array of {@link #LARGE_BYTES}; others are ignored. */
  public static void give(byte[] array) {
    if (array.length == LARGE_BYTES) {
      FREE.offer(array);
    }
  }
}
