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

  /** Whether {@code in} is the process's standard input, which may be a terminal. */
  boolean isOfProcess() {
    return in == System.in;
  }
}
