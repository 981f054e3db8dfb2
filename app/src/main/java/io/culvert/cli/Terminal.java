package io.culvert.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * The program's standard streams and environment, which a test can replace. Immutable.
 *
 * @param in standard input
 * @param out standard output: results
 * @param err standard error: everything else
 * @param environment the environment variables
 */
record Terminal(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {

  /** Returns the streams and the environment of this process. */
  static Terminal ofProcess() {
    return new Terminal(System.in, System.out, System.err, System.getenv());
  }

  /**
   * Fails if standard output could not be written, for example to a full disk: the result, such as
   * a link, exists nowhere else.
   */
  void checkOutput() throws CommandFailedException {
    if (out.checkError()) {
      throw new CommandFailedException(
          "not all of the result could be written to standard output",
          "see whether the disk is full or the reader has gone");
    }
  }

  /** Whether {@code in} is the process's standard input, which may be a terminal. */
  boolean isOfProcess() {
    return in == System.in;
  }
}
