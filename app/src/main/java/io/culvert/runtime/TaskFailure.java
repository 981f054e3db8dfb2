package io.culvert.runtime;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;

/**
 * What both shapes of {@link TaskScope} share: tasks as callables, and failures as the types that a
 * {@link Task} may throw.
 */
final class TaskFailure {
  private static final Logger LOG = System.getLogger(TaskFailure.class.getName());

  private TaskFailure() {}

  static Callable<Void> named(String name, Task task) {
    return () -> {
      Thread.currentThread().setName(name);
      task.run();
      return null;
    };
  }

  /** The same for a task that nobody joins: an unchecked failure is a bug, and is logged here. */
  static Callable<Void> logged(String name, Task task) {
    return named(
        name,
        () -> {
          try {
            task.run();
          } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, name + ": a bug ended this task", e);
          }
        });
  }

  /**
   * Returns what is to be thrown as IOException; unchecked failures are bugs and are thrown from
   * here.
   */
  static IOException of(Throwable cause) {
    return switch (cause) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> new IOException(cause);
    };
  }
}
