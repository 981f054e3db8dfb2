package io.culvert.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The program's name and version, written by the build, and its Java runtime. */
final class Version {

  private Version() {}

  static boolean isAsked(String argument) {
    return argument.equals("--version") || argument.equals("-V");
  }

  /** Such as {@code culvert 0.1.0 (Java 25.0.4+7-LTS)}. */
  static String text() {
    try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
      String version = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
      return "culvert " + version + " (" + JavaRuntime.ofProcess().text() + ")";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
