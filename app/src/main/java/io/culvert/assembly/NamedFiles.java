package io.culvert.assembly;

import io.culvert.config.ConfigurationException;
import io.culvert.config.NamedFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks files that configuration keys name. */
final class NamedFiles {

  private NamedFiles() {}

  /** Returns the file's path; reports a missing file as a mistake at the place that names it. */
  static Path existing(NamedFile file) throws ConfigurationException {
    if (!Files.exists(file.path())) {
      throw file.wrong(
          "no such file: " + file.path(),
          "check the name; `culvert init` makes a new set of files");
    }
    return file.path();
  }
}
