package io.culvert.cli;

/**
 * The Java runtime that the program runs on. Immutable.
 *
 * @param version its version
 */
record JavaRuntime(Runtime.Version version) {

  /** The runtime of this process. */
  static JavaRuntime ofProcess() {
    return new JavaRuntime(Runtime.version());
  }

  /** Such as {@code Java 25.0.3+9-LTS}. */
  String text() {
    return "Java " + version;
  }

  /**
   * Whether a virtual thread that waits for a contended monitor can stay blocked for ever:
   * JDK-8373120, fixed in 25.0.4.
   */
  boolean losesThreads() {
    return version.feature() == 25 && version.interim() == 0 && version.update() < 4;
  }
}
