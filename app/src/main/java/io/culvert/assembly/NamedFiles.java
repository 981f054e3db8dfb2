package io.culvert.assembly;

import io.culvert.config.ConfigurationException;
import io.culvert.config.NamedFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that keys name. */
final class NamedFiles {

  private NamedFiles() {}

  /** The file's path; a missing file is a mistake where it was named. */
  static Path existing(NamedFile file) throws ConfigurationException {
    if (!Files.exists(file.path())) {
      throw file.wrong(
          "no such file: " + file.path(),
          "check the name; `culvert init` makes a new set of files");
    }
    return file.path();
  }
}
