package io.culvert.proxy;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something that blocks, in a virtual thread of its own: the owner of what it blocks for. */
final class Running<T> {
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean interruptedAfterwards;

  private Running(Callable<T> call) {
    thread = Thread.ofVirtual().name("owner").unstarted(() -> run(call));
  }

  static <T> Running<T> start(Callable<T> call) {
    var running = new Running<>(call);
    running.thread.start();
    return running;
  }

  private void run(Callable<T> call) {
    try {
      T value = call.call();
      interruptedAfterwards = Thread.currentThread().isInterrupted();
      result.complete(value);
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  /** Blocks until it has returned. */
  T result() throws InterruptedException, ExecutionException, TimeoutException {
    return result.get(Soon.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Blocks until it has thrown. */
  Throwable failure() throws InterruptedException, TimeoutException {
    try {
      throw new AssertionError("no failure but " + result());
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  boolean isDone() {
    return result.isDone();
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Whether an interrupt was left for the thread's next wait, after it has returned. */
  boolean interruptedAfterwards() {
    return interruptedAfterwards;
  }
}
