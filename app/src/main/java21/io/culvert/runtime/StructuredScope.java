package io.culvert.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The part of StructuredTaskScope that {@link TaskScope} uses, for the API of JEP 453 (JDK 21). */
@SuppressWarnings("preview")
final class StructuredScope implements AutoCloseable {
  private final StructuredTaskScope<Object> scope;

  /**
   * A scope that takes new tasks until it is closed.
   *
   * @param failures receives each task's failure, in that task's thread
   */
  StructuredScope(String name, ThreadFactory threads, Consumer<Throwable> failures) {
    scope = new Nursery(name, threads, failures);
  }

  /**
   * Waits for all tasks. The first task that fails or returns true cancels the others.
   *
   * @return the first failure, or null
   */
  static Throwable firstFailure(String name, ThreadFactory threads, List<Callable<Boolean>> tasks)
      throws InterruptedException {
    try (var scope = new AllUntil(name, threads)) {
      var subtasks = tasks.stream().map(scope::fork).toList();
      scope.join();
      return subtasks.stream()
          .filter(StructuredScope::failed)
          .map(StructuredTaskScope.Subtask::exception)
          .findFirst()
          .orElse(null);
    }
  }

  private static boolean failed(StructuredTaskScope.Subtask<?> task) {
    return task.state() == StructuredTaskScope.Subtask.State.FAILED;
  }

  /** Returns the first result; throws the first failure if all attempts fail. */
  static <T> T firstSuccess(
      String name, ThreadFactory threads, List<Callable<T>> attempts, Duration timeout)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (var scope = new StructuredTaskScope.ShutdownOnSuccess<T>(name, threads)) {
      attempts.forEach(scope::fork);
      return scope.joinUntil(Instant.now().plus(timeout)).result();
    }
  }

  void fork(Callable<?> task) {
    scope.fork(task);
  }

  /** Waits until every task has ended; nothing may be forked afterwards. */
  void join() throws InterruptedException {
    scope.join();
  }

  /** Interrupts every running task and waits until all have ended. */
  @Override
  public void close() {
    try (scope) {
      scope.shutdown();
      scope.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class AllUntil extends StructuredTaskScope<Boolean> {
    AllUntil(String name, ThreadFactory threads) {
      super(name, threads);
    }

    @Override
    protected void handleComplete(Subtask<? extends Boolean> task) {
      if (failed(task) || task.get()) {
        shutdown();
      }
    }
  }

  private static final class Nursery extends StructuredTaskScope<Object> {
    private final Consumer<Throwable> failures;

    Nursery(String name, ThreadFactory threads, Consumer<Throwable> failures) {
      super(name, threads);
      this.failures = failures;
    }

    @Override
    protected void handleComplete(Subtask<? extends Object> task) {
      if (failed(task)) {
        failures.accept(task.exception());
      }
    }
  }
}
