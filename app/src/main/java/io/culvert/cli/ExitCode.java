package io.culvert.cli;

/** The exit codes, beside those of signals. */
final class ExitCode {
  static final int OK = 0;
  static final int FAILURE = 1;
  static final int USAGE = 2;

  /** What a shell reports for a process that a signal ended is this plus the signal's number. */
  static final int SIGNAL = 128;

  private ExitCode() {}
}
