package io.culvert.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pool of large byte arrays, which streams hold only while bulk data moves: an idle stream holds
 * none, and a busy one does not allocate. Thread-safe; keeps a bounded number and leaves the rest
 * to the garbage collector.
 */
public final class Buffers {
  /**
   * Fits the largest record of the tunnel with its headers (PROTOCOL.md): 65,519 + 16 + the next
   * record's 21 bytes.
   */
  public static final int LARGE_BYTES = 66 * 1024;

  private static final int SMALL_BYTES = 2048;
  private static final int KEPT = 128;

  /** The one released last is still in the processor's caches: it is lent first. */
  private static final Deque<byte[]> FREE = new ArrayDeque<>(KEPT);

  private static final ReentrantLock LOCK = new ReentrantLock();

  private static final LongAdder ALLOCATIONS = new LongAdder();

  private Buffers() {}

  /** An array of {@link #LARGE_BYTES}, to be given back by {@link #release}. */
  public static byte[] acquire() {
    byte[] free = poll();
    if (free == null) {
      ALLOCATIONS.increment();
      return new byte[LARGE_BYTES];
    }
    return free;
  }

  private static byte[] poll() {
    LOCK.lock();
    try {
      return FREE.poll();
    } finally {
      LOCK.unlock();
    }
  }

  /** A buffer of exactly {@code length}, or an acquired one where that would be large. */
  public static ByteBuffer allocate(int length) {
    return length <= SMALL_BYTES ? ByteBuffer.allocate(length) : ByteBuffer.wrap(acquire());
  }

  /** How many large arrays were allocated up to now; one that never comes back shows here. */
  public static long allocations() {
    return ALLOCATIONS.sum();
  }

  /** Takes back an array of {@link #LARGE_BYTES}; others are ignored. */
  public static void release(byte[] array) {
    if (array.length == LARGE_BYTES) {
      push(array);
    }
  }

  private static void push(byte[] array) {
    LOCK.lock();
    try {
      if (FREE.size() < KEPT) {
        FREE.push(array);
      }
    } finally {
      LOCK.unlock();
    }
  }

  /** Drops all that are free. */
  public static void clear() {
    LOCK.lock();
    try {
      FREE.clear();
    } finally {
      LOCK.unlock();
    }
  }
}
