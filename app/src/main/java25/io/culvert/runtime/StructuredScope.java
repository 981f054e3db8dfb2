package io.culvert.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** The part of StructuredTaskScope that {@link TaskScope} uses, for the API of JEP 505 (JDK 25). */
@SuppressWarnings("preview")
final class StructuredScope implements AutoCloseable {
  private final Nursery nursery;
  private final StructuredTaskScope<Object, Void> scope;
  private boolean joined;

  /**
   * A scope that takes new tasks until it is closed.
   *
   * @param failures receives each task's failure, in that task's thread
   */
  StructuredScope(String name, ThreadFactory threads, Consumer<Throwable> failures) {
    nursery = new Nursery(failures);
    scope = StructuredTaskScope.open(nursery, c -> c.withName(name).withThreadFactory(threads));
  }

  /**
   * Waits for all tasks. The first task that fails or returns true cancels the others.
   *
   * @return the first failure, or null
   */
  static Throwable firstFailure(String name, ThreadFactory threads, List<Callable<Boolean>> tasks)
      throws InterruptedException {
    try (var scope =
        StructuredTaskScope.open(
            new FirstFailure(), c -> c.withName(name).withThreadFactory(threads))) {
      tasks.forEach(scope::fork);
      return scope.join();
    }
  }

  private static boolean failed(Subtask<?> task) {
    return task.state() == Subtask.State.FAILED;
  }

  /** Returns the first result; throws the first failure if all attempts fail. */
  static <T> T firstSuccess(
      String name, ThreadFactory threads, List<Callable<T>> attempts, Duration timeout)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (var scope =
        StructuredTaskScope.open(
            Joiner.<T>anySuccessfulResultOrThrow(),
            c -> c.withName(name).withThreadFactory(threads).withTimeout(timeout))) {
      attempts.forEach(scope::fork);
      return scope.join();
    } catch (FailedException e) {
      throw new ExecutionException(e.getCause());
    } catch (StructuredTaskScope.TimeoutException e) {
      throw new TimeoutException(name);
    }
  }

  void fork(Callable<?> task) {
    scope.fork(task);
  }

  /** Waits until every task has ended; nothing may be forked afterwards. */
  void join() throws InterruptedException {
    joined = true;
    scope.join();
  }

  /** Interrupts every running task and waits until all have ended. */
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

  /** Cancels the scope at the first failure, which is its result, or at the first true. */
  private static final class FirstFailure implements Joiner<Boolean, Throwable> {
    private final AtomicReference<Throwable> first = new AtomicReference<>();

    @Override
    public boolean onComplete(Subtask<? extends Boolean> subtask) {
      if (failed(subtask)) {
        first.compareAndSet(null, subtask.exception());
        return true;
      }
      return subtask.get();
    }

    @Override
    public Throwable result() {
      return first.get();
    }
  }

  private static final class Nursery implements Joiner<Object, Void> {
    private final Consumer<Throwable> failures;
    private boolean closing;

    Nursery(Consumer<Throwable> failures) {
      this.failures = failures;
    }

    @Override
    public boolean onFork(Subtask<? extends Object> subtask) {
      return closing;
    }

    @Override
    public boolean onComplete(Subtask<? extends Object> subtask) {
      if (failed(subtask)) {
        failures.accept(subtask.exception());
      }
      return false;
    }

    @Override
    public Void result() {
      return null;
    }
  }
}
