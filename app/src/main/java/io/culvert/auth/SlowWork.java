package io.culvert.auth;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Runs what keeps a core busy for long on platform threads, a few at a time and in order of
 * arrival, so that virtual threads' carriers stay free. Thread-safe.
 */
final class SlowWork {
  private final Semaphore permits =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  /** Waits for its turn and for the answer; false if interrupted meanwhile. */
  boolean test(BooleanSupplier work) {
    try {
      permits.acquire();
      try {
        return onPlatformThread(work);
      } finally {
        permits.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean onPlatformThread(BooleanSupplier work) throws InterruptedException {
    AtomicBoolean answer = new AtomicBoolean();
    Thread.ofPlatform()
        .daemon()
        .name("password hash")
        .start(() -> answer.set(work.getAsBoolean()))
        .join();
    return answer.get();
  }
}
