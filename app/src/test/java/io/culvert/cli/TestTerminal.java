package io.culvert.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs the program in this process and captures its output. */
final class TestTerminal {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final String input;
  private final Map<String, String> environment;

  TestTerminal() {
    this("", Map.of());
  }

  TestTerminal(String input, Map<String, String> environment) {
    this.input = input;
    this.environment = environment;
  }

  /** A terminal for code that prints nothing. */
  static Terminal silent() {
    return new TestTerminal().terminal();
  }

  Terminal terminal() {
    return new Terminal(
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        environment);
  }

  /** Runs the program and returns its exit code. */
  int run(String... arguments) {
    return new Program(terminal()).run(arguments);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
