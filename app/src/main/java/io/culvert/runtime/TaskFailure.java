package io.culvert.runtime;

import java.io.IOException;
import java.util.concurrent.Callable;

/**
 * What both shapes of {@link TaskScope} share: tasks as callables, and failures as the types that a
 * {@link Task} may throw.
 */
final class TaskFailure {
  private TaskFailure() {}

  static Callable<Void> named(String name, Task task) {
    return () -> {
      Thread.currentThread().setName(name);
      task.run();
      return null;
    };
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
