package io.culvert.config;

import java.nio.file.Path;

/** The place where a value was set. {@code toString} tells an operator where to look. Immutable. */
public sealed interface Origin {

  /** The value is the key's default. */
  Origin DEFAULT = new Default();

  /** The key's default. */
  record Default() implements Origin {
    @Override
    public String toString() {
      return "default";
    }
  }

  /** A line of a file, counted from 1; line 0 is the file as a whole. */
  record File(Path file, int line) implements Origin {
    @Override
    public String toString() {
      return line == 0 ? file.toString() : file + ":" + line;
    }
  }

  /** An environment variable. */
  record Variable(String name) implements Origin {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A command-line option, or a positional argument such as {@code LINK}. */
  record Argument(String name) implements Origin {
    @Override
    public String toString() {
      return name;
    }
  }
}
