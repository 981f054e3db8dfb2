package io.culvert.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * An event as one line: time in UTC, level, message. What came from outside cannot begin a line of
 * its own: control characters are escaped. Immutable.
 */
final class LogLine extends Formatter {
  private final boolean traces;

  /** With {@code traces}, an exception's stack trace follows the line. */
  LogLine(boolean traces) {
    this.traces = traces;
  }

  @Override
  public String format(LogRecord event) {
    Instant time = event.getInstant().truncatedTo(ChronoUnit.MILLIS);
    Throwable thrown = event.getThrown();
    String cause = thrown == null ? "" : ": " + escaped(thrown.toString());
    String line =
        "%s %-7s %s%s%n"
            .formatted(time, word(event.getLevel()), escaped(formatMessage(event)), cause);
    return thrown != null && traces ? line + trace(thrown) : line;
  }

  private static String word(Level level) {
    int weight = level.intValue();
    if (weight >= Level.SEVERE.intValue()) {
      return "error";
    }
    if (weight >= Level.WARNING.intValue()) {
      return "warning";
    }
    return weight >= Level.INFO.intValue() ? "info" : "debug";
  }

  /** The text with control characters written out. */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (Character.isISOControl(c)) {
            out.append("\\u%04x".formatted(c));
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.toString();
  }

  private static String trace(Throwable thrown) {
    StringWriter out = new StringWriter();
    thrown.printStackTrace(new PrintWriter(out, true));
    return out.toString();
  }
}
