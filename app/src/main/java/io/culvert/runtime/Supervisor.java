package io.culvert.runtime;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps a service's essential tasks running. It logs a task's failure and restarts the task after a
 * pause. A task that fails {@value #MAX_FAILURES} times within a minute, or once with a {@link
 * VirtualMachineError}, ends the service, and {@link #check} then throws the cause. Only the
 * scope's owner may call {@link #fork}.
 */
public final class Supervisor {
  private static final Logger LOG = System.getLogger(Supervisor.class.getName());
  private static final int MAX_FAILURES = 3;
  private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** The service has ended because one of its tasks could not be kept running. */
  public static final class TaskLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TaskLostException(String task, Throwable cause) {
      super(task + " could not be kept running: " + cause, cause);
    }
  }

  private final TaskScope scope;
  private final Runnable endService;
  private final Duration pause;
  private final AtomicReference<TaskLostException> lost = new AtomicReference<>();

  /**
   * @param scope the scope that runs the tasks
   * @param endService makes the owner of the scope return; the lost task's thread calls it
   */
  public Supervisor(TaskScope scope, Runnable endService) {
    this(scope, endService, PAUSE);
  }

  Supervisor(TaskScope scope, Runnable endService, Duration pause) {
    this.scope = scope;
    this.endService = endService;
    this.pause = pause;
  }

  /** Starts a task and restarts it after failures, until it returns or is interrupted. */
  public void fork(String name, Task task) {
    scope.fork(name, () -> keepRunning(name, task));
  }

  /**
   * Must be called when the service has ended.
   *
   * @throws TaskLostException if it ended because a task was lost
   */
  public void check() {
    TaskLostException cause = lost.get();
    if (cause != null) {
      throw cause;
    }
  }

  private void keepRunning(String name, Task task) throws InterruptedException {
    Deque<Long> failures = new ArrayDeque<>();
    Throwable failure = failureOf(task);
    while (failure != null) {
      if (isLost(failure, failures)) {
        lose(name, failure);
        return;
      }
      LOG.log(Level.ERROR, name + " failed and is restarted", failure);
      Thread.sleep(pause);
      failure = failureOf(task);
    }
  }

  /** Runs the task and returns its failure, or null if it returned. */
  private static Throwable failureOf(Task task) throws InterruptedException {
    try {
      task.run();
      return null;
    } catch (IOException | RuntimeException | Error e) {
      return e;
    }
  }

  private static boolean isLost(Throwable failure, Deque<Long> failures) {
    long now = System.nanoTime();
    failures.add(now);
    while (now - failures.peek() > WINDOW_NANOS) {
      failures.remove();
    }
    return failure instanceof VirtualMachineError || failures.size() >= MAX_FAILURES;
  }

  /** Ends the service even if the log call fails, for example when memory is exhausted. */
  private void lose(String name, Throwable failure) {
    try {
      lost.compareAndSet(null, new TaskLostException(name, failure));
      LOG.log(Level.ERROR, name + " failed for good: the service ends", failure);
    } finally {
      endService.run();
    }
  }
}
