package io.culvert.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLineFormatterTest {

  private static LogRecord event(Level level, String message) {
    LogRecord event = new LogRecord(level, message);
    event.setInstant(Instant.parse("2026-01-02T03:04:05.678901Z"));
    return event;
  }

  @ParameterizedTest
  @CsvSource({"SEVERE, 'error  '", "WARNING, 'warning'", "INFO, 'info   '", "FINE, 'debug  '"})
  void formatsTimeLevelAndMessage(String level, String word) {
    assertEquals(
        "2026-01-02T03:04:05.678Z " + word + " hello\n",
        new LogLineFormatter(false).format(event(Level.parse(level), "hello")));
  }

  @Test
  void fillsInParameters() {
    LogRecord event = event(Level.INFO, "listening on {0}");
    event.setParameters(new Object[] {"127.0.0.1:1"});
    assertTrue(
        new LogLineFormatter(false).format(event).endsWith("info    listening on 127.0.0.1:1\n"));
  }

  @Test
  void staysOneLineWhateverThePeerSays() {
    String line = new LogLineFormatter(false).format(event(Level.INFO, "a\r\nb\u001b[31m\u0085"));
    assertTrue(line.endsWith(" a\\u000d\\u000ab\\u001b[31m\\u0085\n"), line);
  }

  @Test
  void namesAnExceptionWithoutItsTrace() {
    LogRecord event = event(Level.WARNING, "trouble");
    event.setThrown(new IllegalStateException("why\nnot"));
    assertTrue(
        new LogLineFormatter(false)
            .format(event)
            .endsWith("warning trouble: java.lang.IllegalStateException: why\\u000anot\n"));
  }

  @Test
  void printsTheTraceAtDebugLevel() {
    LogRecord event = event(Level.WARNING, "trouble");
    event.setThrown(new IllegalStateException("why"));
    assertTrue(
        new LogLineFormatter(true)
            .format(event)
            .contains("\n\tat io.culvert.cli.LogLineFormatterTest"));
  }
}
