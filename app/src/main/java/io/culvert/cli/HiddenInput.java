package io.culvert.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/**
 * Turns off the echo of a terminal on standard input until closed. It uses {@code stty}, because
 * the JDK's Console does not work while standard output is redirected.
 */
final class HiddenInput implements AutoCloseable {
  private final String settings;
  private final Thread restorer = new Thread(this::restore, "restore terminal");

  private HiddenInput(String settings) {
    this.settings = settings;
  }

  /** Turns off the echo if standard input is a terminal. */
  static HiddenInput begin() throws IOException {
    HiddenInput hidden = new HiddenInput(stty("-g"));
    if (hidden.isTyped()) {
      Runtime.getRuntime().addShutdownHook(hidden.restorer);
      stty("-echo");
    }
    return hidden;
  }

  /** Whether standard input is a terminal. */
  boolean isTyped() {
    return !settings.isEmpty();
  }

  private void restore() {
    try {
      stty(settings);
    } catch (IOException e) {
      throw new IllegalStateException("stty worked before", e);
    }
  }

  @Override
  public void close() {
    if (isTyped()) {
      restore();
      Runtime.getRuntime().removeShutdownHook(restorer);
    }
  }

  /** Returns the output of stty; empty if standard input is no terminal, or stty is missing. */
  private static String stty(String argument) throws IOException {
    try {
      Process process =
          new ProcessBuilder("stty", argument)
              .redirectInput(Redirect.INHERIT)
              .redirectError(Redirect.DISCARD)
              .start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return process.waitFor() == 0 ? out.strip() : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw new java.io.InterruptedIOException("interrupted while stty ran");
    }
  }
}
