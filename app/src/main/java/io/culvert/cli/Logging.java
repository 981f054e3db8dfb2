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

/** Where log lines go: one per event to standard error. Set up once, before the first line. */
final class Logging {
  /** Loggers are kept only while somebody refers to them. */
  private static final List<Logger> CONFIGURED =
      List.of(
          Logger.getLogger(""), Logger.getLogger("io.culvert"), Logger.getLogger("org.xbill.DNS"));

  private Logging() {}

  /**
   * Sends lines of at least the settings' level to {@code err}; libraries speak from warning on.
   */
  static void start(PrintStream err, LogSettings settings) {
    LogManager.getLogManager().reset();
    Logger root = CONFIGURED.get(0);
    root.setLevel(Level.WARNING);
    root.addHandler(new Lines(err, new LogLine(settings.level() == LogLevel.DEBUG)));
    CONFIGURED.get(1).setLevel(level(settings.level()));
    // The resolver's own lines name targets.
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
   * Writes each line in one piece; holds no lock of its own, so that virtual threads stay unpinned.
   */
  private static final class Lines extends Handler {
    private final PrintStream err;

    Lines(PrintStream err, LogLine form) {
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
