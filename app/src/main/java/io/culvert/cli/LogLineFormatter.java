package io.culvert.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Formats an event as one line: time in UTC, level, message. Control characters are escaped, so
 * that text from outside cannot forge a line. Immutable.
 */
final class LogLineFormatter extends Formatter {
  private final boolean traces;

  /** With {@code traces}, the stack trace of an exception follows its line. */
  LogLineFormatter(boolean traces) {
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

  /** Returns the text with its control characters escaped. */
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

  /** Returns the lines of a stack trace. */
  static String trace(Throwable thrown) {
    StringWriter out = new StringWriter();
    thrown.printStackTrace(new PrintWriter(out, true));
    return out.toString();
  }
}
