package io.culvert.runtime;

import io.culvert.runtime.carrier.Carriers;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;

/**
 * Runs concurrent tasks in virtual threads on their owner's carrier. Every task of a scope ends
 * before the scope closes. An open scope is a nursery for independent tasks; the static methods run
 * a fixed set of tasks and end them together. Only the thread that opened a scope may use it.
 */
public final class TaskScope implements AutoCloseable {
  private static final Logger LOG = System.getLogger(TaskScope.class.getName());

  private final StructuredScope scope;

  private TaskScope(String name, ThreadFactory threads) {
    scope = new StructuredScope(name, threads, TaskScope::report);
  }

  /** Opens a scope that takes new tasks until it is closed. */
  public static TaskScope open(String name) {
    return new TaskScope(name, Carriers.threads(name));
  }

  /** Like {@link #open}, with the tasks spread over all carriers. */
  public static TaskScope openSpread(String name) {
    return new TaskScope(name, Carriers.spreadThreads(name));
  }

  /** Like {@link #open}, with one task after the other on each of the carriers in turn. */
  static TaskScope openInTurn(String name) {
    return new TaskScope(name, Carriers.threadsInTurn(name));
  }

  /**
   * Runs tasks that belong together, such as the two directions of a stream, and blocks until all
   * have ended. The first failure interrupts the other tasks. An interrupt of the owner interrupts
   * all of them.
   *
   * @return the first failure, or null if all tasks returned; an unchecked failure is thrown
   */
  public static IOException all(String name, List<Task> tasks) throws InterruptedException {
    return firstFailure(name, named(name, tasks, false));
  }

  /**
   * Like {@link #all}, but the end of {@code leader}, by a return or a failure, also interrupts the
   * other tasks.
   */
  public static IOException allUntilEnd(String name, Task leader, List<Task> others)
      throws InterruptedException {
    List<Callable<Boolean>> tasks = named(name, others, false);
    tasks.addFirst(named(name, leader, true));
    return firstFailure(name, tasks);
  }

  /**
   * Like {@link #all}, but the end of any task, by a return or a failure, interrupts the others.
   */
  public static IOException untilFirstEnds(String name, List<Task> tasks)
      throws InterruptedException {
    return firstFailure(name, named(name, tasks, true));
  }

  /** Runs one task in a virtual thread, and blocks until it has ended. */
  public static void run(String name, Task task) throws IOException, InterruptedException {
    IOException failure = all(name, List.of(task));
    if (failure != null) {
      throw failure;
    }
  }

  private static IOException firstFailure(String name, List<Callable<Boolean>> tasks)
      throws InterruptedException {
    Throwable failure = StructuredScope.firstFailure(name, Carriers.threads(name), tasks);
    return failure == null ? null : checked(failure);
  }

  /**
   * Returns the first result. The other attempts have been interrupted and have ended by then. If
   * all attempts fail, the first failure is thrown.
   */
  public static <T> T firstSuccess(String name, List<Callable<T>> attempts, Duration timeout)
      throws IOException, InterruptedException, TimeoutException {
    try {
      return StructuredScope.firstSuccess(name, Carriers.threads(name), attempts, timeout);
    } catch (ExecutionException e) {
      throw checked(e.getCause());
    }
  }

  /**
   * Starts a task in a virtual thread of that name. A failure of the task is logged and leaves the
   * scope's other tasks running.
   */
  public void fork(String name, Task task) {
    scope.fork(() -> runReported(named(name, task, false)));
  }

  /** Waits until every task has ended; nothing may be forked afterwards. */
  public void join() throws InterruptedException {
    scope.join();
  }

  /** Interrupts every running task and waits until all have ended. */
  @Override
  public void close() {
    scope.close();
  }

  /** A loop, since each stream runs it. */
  private static List<Callable<Boolean>> named(String name, List<Task> tasks, boolean result) {
    List<Callable<Boolean>> named = new ArrayList<>(tasks.size() + 1);
    for (Task task : tasks) {
      named.add(named(name, task, result));
    }
    return named;
  }

  private static Callable<Boolean> named(String name, Task task, boolean result) {
    return () -> {
      Thread.currentThread().setName(name);
      task.run();
      return result;
    };
  }

  /**
   * Reports the task's failure here, because a StructuredTaskScope does not report failures after
   * its close has begun.
   */
  private static Void runReported(Callable<?> task) {
    try {
      task.call();
    } catch (Throwable e) {
      report(e);
    }
    return null;
  }

  /** Runs in the failed task's thread, whose name the log line needs. */
  private static void report(Throwable failure) {
    String name = Thread.currentThread().getName();
    if (failure instanceof RuntimeException || failure instanceof Error) {
      LOG.log(Level.ERROR, name + ": a bug ended this task", failure);
    } else {
      LOG.log(Level.DEBUG, "{0}: {1}", name, failure);
    }
  }

  /** Returns a checked failure as an IOException; throws an unchecked one. */
  private static IOException checked(Throwable cause) {
    return switch (cause) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> new IOException(cause);
    };
  }
}
