package io.culvert.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/**
 * A terminal on standard input that does not show what is typed, until closed. Standard output may
 * be redirected meanwhile, which the JDK's Console does not allow; so {@code stty} does the work.
 */
final class HiddenInput implements AutoCloseable {
  private final String settings;
  private final Thread restorer = new Thread(this::restore, "restore terminal");

  private HiddenInput(String settings) {
    this.settings = settings;
  }

  /** Stops the echo, if standard input is a terminal. */
  static HiddenInput begin() throws IOException {
    HiddenInput hidden = new HiddenInput(stty("-g"));
    if (hidden.isTyped()) {
      Runtime.getRuntime().addShutdownHook(hidden.restorer);
      stty("-echo");
    }
    return hidden;
  }

  /** Whether somebody types at a terminal. */
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

  /** What stty prints; empty if standard input is no terminal, or there is no stty. */
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
