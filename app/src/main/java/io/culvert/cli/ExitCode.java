package io.culvert.cli;

/** The program's exit codes. */
final class ExitCode {
  static final int OK = 0;
  static final int FAILURE = 1;
  static final int USAGE = 2;

  /** The exit code for a signal is this plus the signal's number, as in a shell. */
  static final int SIGNAL = 128;

  private ExitCode() {}
}
