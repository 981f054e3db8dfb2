package io.culvert.relay;

import java.util.concurrent.CountDownLatch;

/**
 * What one direction of a stream has to know before it can go on, told once by the other.
 * Thread-safe.
 */
public final class Promise<T> {
  private final CountDownLatch told = new CountDownLatch(1);
  private volatile T value;

  /** Tells; only the first call counts. */
  public synchronized void keep(T value) {
    if (!isKept()) {
      this.value = value;
      told.countDown();
    }
  }

  public boolean isKept() {
    return told.getCount() == 0;
  }

  /** Blocks until it is told. */
  public T await() throws InterruptedException {
    told.await();
    return value;
  }
}
