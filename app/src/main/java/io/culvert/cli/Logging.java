package io.culvert.cli;

import io.culvert.config.LogLevel;
import io.culvert.config.LogSettings;
import java.io.PrintStream;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Configures logging: one line per event on standard error, written by a thread of its own ({@link
 * LogQueue}). Must be started once, before the first log call.
 */
final class Logging {
  /** Strong references, because the log manager holds loggers only weakly. */
  private static final List<Logger> CONFIGURED =
      List.of(
          Logger.getLogger(""), Logger.getLogger("io.culvert"), Logger.getLogger("org.xbill.DNS"));

  private Logging() {}

  /**
   * Logs events of at least the settings' level to {@code err}; those of libraries from warning on.
   */
  static void start(PrintStream err, LogSettings settings) {
    LogManager.getLogManager().reset();
    Logger root = CONFIGURED.get(0);
    root.setLevel(Level.WARNING);
    root.addHandler(
        new QueueHandler(err, new LogLineFormatter(settings.level() == LogLevel.DEBUG)));
    CONFIGURED.get(1).setLevel(level(settings.level()));
    // dnsjava's log lines name targets.
    CONFIGURED.get(2).setLevel(settings.targets() ? Level.WARNING : Level.OFF);
  }

  private static Level level(LogLevel level) {
    return switch (level) {
      case ERROR -> Level.SEVERE;
      case WARNING -> Level.WARNING;
      case INFO -> Level.INFO;
      case DEBUG -> Level.FINE;
    };
  }

  /** Waits until all lines so far are written, but at most {@link LogQueue#PATIENCE}. */
  static void flush() {
    for (Handler handler : CONFIGURED.get(0).getHandlers()) {
      handler.flush();
    }
  }

  /**
   * Prints what is no event, such as an error at the end, after the lines of the log. Like these it
   * does not wait for a reader that has stopped.
   */
  static void print(PrintStream err, String text) {
    for (Handler handler : CONFIGURED.get(0).getHandlers()) {
      if (handler instanceof QueueHandler queued && queued.err == err) {
        queued.lines.add(text);
        queued.flush();
        return;
      }
    }
    err.print(text);
  }

  /** Queues each line. It holds no lock of its own, which would pin virtual threads. */
  private static final class QueueHandler extends Handler {
    private final PrintStream err;
    private final LogQueue lines;

    QueueHandler(PrintStream err, LogLineFormatter form) {
      this.err = err;
      setFormatter(form);
      lines = new LogQueue(err, count -> form.format(dropped(count)));
    }

    private static LogRecord dropped(long count) {
      return new LogRecord(
          Level.WARNING, count + " lines of the log were dropped because nobody read them");
    }

    @Override
    public void publish(LogRecord event) {
      lines.add(getFormatter().format(event));
    }

    @Override
    public void flush() {
      lines.flush(LogQueue.PATIENCE);
    }

    @Override
    public void close() {
      lines.close();
    }
  }
}
