package io.culvert.runtime;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs calls that hold their thread, on platform threads, so that no carrier is held: look-ups of
 * the system, files, the terminal, password hashes, native code. A bounded number runs at a time;
 * others wait in order of arrival. An interrupt or a time-out ends the wait for a call, not the
 * call, which keeps its place until it has ended. Thread-safe.
 */
public final class Blocking {
  /** A call that holds its thread. */
  @FunctionalInterface
  public interface Call<T, E extends Exception> {
    T call() throws E;
  }

  private final String name;
  private final Semaphore turns;

  /**
   * @param name of the threads
   * @param most calls at a time
   */
  public Blocking(String name, int most) {
    this.name = name;
    this.turns = new Semaphore(most, true);
  }

  /** One for what keeps a core busy: half of the cores stay free for other work. */
  public static Blocking ofCores(String name) {
    return new Blocking(name, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }

  /** Waits for its turn and for the result. */
  public <T, E extends Exception> T call(Call<T, E> call) throws E, InterruptedException {
    turns.acquire();
    FutureTask<T> result = start(call);
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw Blocking.<E>failure(e.getCause());
    }
  }

  /** The same, with a bound for both waits together. */
  public <T, E extends Exception> T callWithin(Duration limit, Call<T, E> call)
      throws E, InterruptedException, TimeoutException {
    long end = System.nanoTime() + limit.toNanos();
    if (!turns.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
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
    var result = new FutureTask<>(() -> callAndPass(call));
    boolean started = false;
    try {
      Thread.ofPlatform().daemon().name(name).start(result);
      started = true;
      return result;
    } finally {
      if (!started) {
        turns.release(); // No native thread is left.
      }
    }
  }

  private <T, E extends Exception> T callAndPass(Call<T, E> call) throws E {
    try {
      return call.call();
    } finally {
      turns.release();
    }
  }

  /** Returns what a call may throw; an unchecked failure is thrown from here. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> E failure(Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> (E) cause;
    };
  }
}
