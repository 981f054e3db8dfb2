package io.culvert.config;

import java.nio.file.Path;

/**
 * The content of a TOML file. Immutable.
 *
 * @param mode the permission bits, such as 0644; 0 on a file system without modes
 */
public record TomlSource(Path file, String content, int mode) {
  private static final int NOT_OWNER = 0077;

  /** Refuses a file that anyone but its owner may read or change. */
  void checkMode() throws ConfigurationException {
    if ((mode & NOT_OWNER) != 0) {
      throw ConfigurationException.in(
          new Origin.File(file, 0),
          "holds secrets, but its mode %04o gives it to others".formatted(mode),
          "chmod 600 " + file);
    }
  }

  /** Omits the content, which may be a secret. */
  @Override
  public String toString() {
    return file.toString();
  }
}
