package io.culvert.runtime;

import io.culvert.runtime.carrier.Carriers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;

/**
 * StructuredTaskScope in the shape of JEP 505 (JDK 25). An open scope is a nursery: its owner forks
 * tasks whose failures stay their own, and {@link #close} interrupts what still runs and waits for
 * it. Only the thread that opened a scope may use it.
 */
@SuppressWarnings("preview")
public final class TaskScope implements AutoCloseable {
  private final Nursery nursery = new Nursery();
  private final StructuredTaskScope<Object, Void> scope;
  private boolean joined;

  private TaskScope(String name, ThreadFactory threads) {
    scope = StructuredTaskScope.open(nursery, c -> c.withName(name).withThreadFactory(threads));
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
    try (var scope =
        StructuredTaskScope.open(
            Joiner.awaitAllSuccessfulOrThrow(),
            c -> c.withName(name).withThreadFactory(Carriers.threads(name)))) {
      scope.fork(TaskFailure.named(name, task));
      scope.join();
    } catch (StructuredTaskScope.FailedException e) {
      throw TaskFailure.of(e.getCause());
    }
  }

  /**
   * The first result; the other attempts are interrupted and have ended. If all fail, the first
   * failure is thrown.
   */
  public static <T> T firstSuccess(String name, List<Callable<T>> attempts, Duration timeout)
      throws IOException, InterruptedException, TimeoutException {
    try (var scope =
        StructuredTaskScope.open(
            Joiner.<T>anySuccessfulResultOrThrow(),
            c -> c.withName(name).withThreadFactory(Carriers.threads(name)).withTimeout(timeout))) {
      attempts.forEach(scope::fork);
      return scope.join();
    } catch (StructuredTaskScope.FailedException e) {
      throw TaskFailure.of(e.getCause());
    } catch (StructuredTaskScope.TimeoutException e) {
      throw new TimeoutException(name);
    }
  }

  /** Starts a task in a virtual thread of that name. A bug that ends it is logged. */
  public void fork(String name, Task task) {
    scope.fork(TaskFailure.logged(name, task));
  }

  /** Waits until every task has ended; nothing may be forked afterwards. */
  public void join() throws InterruptedException {
    joined = true;
    scope.join();
  }

  /** Interrupts every task that still runs and waits until all have ended. */
  @Override
  public void close() {
    try (scope) {
      if (!joined) {
        nursery.closing = true;
        scope.fork(() -> null);
        scope.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Nursery implements Joiner<Object, Void> {
    private boolean closing;

    @Override
    public boolean onFork(StructuredTaskScope.Subtask<? extends Object> subtask) {
      return closing;
    }

    @Override
    public boolean onComplete(StructuredTaskScope.Subtask<? extends Object> subtask) {
      return false;
    }

    @Override
    public Void result() {
      return null;
    }
  }
}
