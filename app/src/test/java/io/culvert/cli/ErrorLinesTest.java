package io.culvert.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class ErrorLinesTest {
  private final TestTerminal terminal = new TestTerminal();
  private final ErrorLines errors = new ErrorLines(terminal.terminal().err());

  @Test
  void aMistakeOfTheProgramIsAShortLineWithTheWayToMore() {
    errors.internal(new IllegalStateException("3 is not 4"), false);
    assertEquals(
        "culvert: error: internal error: java.lang.IllegalStateException: 3 is not 4\n"
            + "culvert: hint: run it again with --verbose and report what it prints\n",
        terminal.err());
  }

  @Test
  void verboseOutputHasTheTrace() {
    errors.internal(new IllegalStateException("3 is not 4"), true);
    assertTrue(terminal.err().contains("\n\tat io.culvert.cli.ErrorLinesTest"), terminal.err());
  }

  @Test
  void aFileSystemsRefusalIsPutIntoWords() {
    errors.io(new AccessDeniedException("/root/x"));
    errors.io(new FileSystemException("/x", null, "No space left on device"));
    errors.io(new IOException("broken"));
    assertEquals(
        "culvert: error: /root/x: access denied\nculvert: error: /x: No space left on device\nculvert: error: broken\n",
        terminal.err());
    assertFalse(terminal.err().contains("hint"));
  }
}
