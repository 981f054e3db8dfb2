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
 * Configures logging: one line per event on standard error. Must be called once, before the first
 * log call.
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
    root.addHandler(new LineHandler(err, new LogLineFormatter(settings.level() == LogLevel.DEBUG)));
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

  /**
   * Writes each line with a single call. It holds no lock of its own, which would pin virtual
   * threads.
   */
  private static final class LineHandler extends Handler {
    private final PrintStream err;

    LineHandler(PrintStream err, LogLineFormatter form) {
      this.err = err;
      setFormatter(form);
    }

    @Override
    public void publish(LogRecord event) {
      err.print(getFormatter().format(event));
    }

    @Override
    public void flush() {
      err.flush();
    }

    @Override
    public void close() {
      flush();
    }
  }
}
