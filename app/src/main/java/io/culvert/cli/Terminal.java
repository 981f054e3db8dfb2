package io.culvert.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * The process's surroundings, as a program run in a test has them too. Immutable.
 *
 * @param in standard input
 * @param out standard output: results
 * @param err standard error: everything else
 * @param environment the environment variables
 */
record Terminal(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {

  /** This process's own. */
  static Terminal ofProcess() {
    return new Terminal(System.in, System.out, System.err, System.getenv());
  }

  /** Whether standard input is the process's own, so that a person may sit there. */
  boolean isOfProcess() {
    return in == System.in;
  }
}
