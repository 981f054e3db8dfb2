package io.culvert.runtime;

import io.culvert.runtime.carrier.Carriers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;

/**
 * StructuredTaskScope in the shape of JEP 453 (JDK 21). An open scope is a nursery: its owner forks
 * tasks whose failures stay their own, and {@link #close} interrupts what still runs and waits for
 * it. Only the thread that opened a scope may use it.
 */
@SuppressWarnings("preview")
public final class TaskScope implements AutoCloseable {
  private final StructuredTaskScope<Object> scope;

  private TaskScope(String name, ThreadFactory threads) {
    scope = new StructuredTaskScope<>(name, threads);
  }

  /** A scope whose tasks come and go until it is closed. */
  public static TaskScope open(String name) {
    return new TaskScope(name, Carriers.threads(name));
  }

  /** The same with its tasks spread over all carriers. */
  public static TaskScope openSpread(String name) {
    return new TaskScope(name, Carriers.spreadThreads(name));
  }

  /** Runs one task in a virtual thread, and blocks until it has ended. */
  public static void run(String name, Task task) throws IOException, InterruptedException {
    try (var scope = new StructuredTaskScope.ShutdownOnFailure(name, Carriers.threads(name))) {
      scope.fork(TaskFailure.named(name, task));
      scope.join().throwIfFailed();
    } catch (ExecutionException e) {
      throw TaskFailure.of(e.getCause());
    }
  }

  /**
   * The first result; the other attempts are interrupted and have ended. If all fail, the first
   * failure is thrown.
   */
  public static <T> T firstSuccess(String name, List<Callable<T>> attempts, Duration timeout)
      throws IOException, InterruptedException, TimeoutException {
    try (var scope = new StructuredTaskScope.ShutdownOnSuccess<T>(name, Carriers.threads(name))) {
      attempts.forEach(scope::fork);
      return scope.joinUntil(Instant.now().plus(timeout)).result();
    } catch (ExecutionException e) {
      throw TaskFailure.of(e.getCause());
    }
  }

  /** Starts a task in a virtual thread of that name. A bug that ends it is logged. */
  public void fork(String name, Task task) {
    scope.fork(TaskFailure.logged(name, task));
  }

  /** Waits until every task has ended; nothing may be forked afterwards. */
  public void join() throws InterruptedException {
    scope.join();
  }

  /** Interrupts every task that still runs and waits until all have ended. */
  @Override
  public void close() {
    try (scope) {
      scope.shutdown();
      scope.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
