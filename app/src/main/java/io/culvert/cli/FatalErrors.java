package io.culvert.cli;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.IntConsumer;

/**
 * Ends the process on an uncaught {@link VirtualMachineError}, until closed: other threads may wait
 * for the thread that is gone. Other uncaught exceptions are only logged.
 */
final class FatalErrors implements AutoCloseable {
  private static final Logger LOG = System.getLogger(FatalErrors.class.getName());

  private final Thread.UncaughtExceptionHandler before;

  private FatalErrors(Thread.UncaughtExceptionHandler before) {
    this.before = before;
  }

  /**
   * @param halt ends the process at once, with an exit code
   */
  static FatalErrors endWith(IntConsumer halt) {
    var errors = new FatalErrors(Thread.getDefaultUncaughtExceptionHandler());
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught(thread, e, halt));
    return errors;
  }

  private static void uncaught(Thread thread, Throwable e, IntConsumer halt) {
    try {
      LOG.log(Level.ERROR, thread.getName() + " failed", e);
    } finally {
      if (e instanceof VirtualMachineError) {
        halt.accept(ExitCode.FAILURE);
      }
    }
  }

  @Override
  public void close() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }
}
