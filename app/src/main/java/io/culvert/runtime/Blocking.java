package io.culvert.runtime;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs thread-blocking calls (system look-ups, files, the terminal, password hashes, native code)
 * on platform threads, so that they never block a carrier. At most a fixed number of calls run at
 * once; the others wait in order of arrival. An interrupt or a time-out ends the caller's wait but
 * not the call itself, which keeps its permit until it returns. Thread-safe.
 */
public final class Blocking {
  /** A call that blocks its thread. */
  @FunctionalInterface
  public interface Call<T, E extends Exception> {
    T call() throws E;
  }

  private final String name;
  private final Semaphore permits;

  /**
   * @param name the name of the threads
   * @param maxCalls how many calls may run at once
   */
  public Blocking(String name, int maxCalls) {
    this.name = name;
    this.permits = new Semaphore(maxCalls, true);
  }

  /** Returns an instance for CPU-bound calls. It uses at most half of the cores. */
  public static Blocking ofCores(String name) {
    return new Blocking(name, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }

  /** Waits for a permit, runs the call and returns its result. */
  public <T, E extends Exception> T call(Call<T, E> call) throws E, InterruptedException {
    permits.acquire();
    FutureTask<T> result = start(call);
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw Blocking.<E>failure(e.getCause());
    }
  }

  /** Like {@link #call}, with one limit for the wait for a permit and the call together. */
  public <T, E extends Exception> T callWithin(Duration limit, Call<T, E> call)
      throws E, InterruptedException, TimeoutException {
    long end = System.nanoTime() + limit.toNanos();
    if (!permits.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new TimeoutException(name);
    }
    FutureTask<T> result = start(call);
    try {
      return result.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw Blocking.<E>failure(e.getCause());
    }
  }

  private <T, E extends Exception> FutureTask<T> start(Call<T, E> call) {
    var result = new FutureTask<>(() -> callAndRelease(call));
    boolean started = false;
    try {
      Thread.ofPlatform().daemon().name(name).start(result);
      started = true;
      return result;
    } finally {
      if (!started) {
        permits.release(); // The system refused a native thread.
      }
    }
  }

  private <T, E extends Exception> T callAndRelease(Call<T, E> call) throws E {
    try {
      return call.call();
    } finally {
      permits.release();
    }
  }

  /** Returns a checked failure for the caller to throw; throws an unchecked one itself. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> E failure(Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> (E) cause;
    };
  }
}
