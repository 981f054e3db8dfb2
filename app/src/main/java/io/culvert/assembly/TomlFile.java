package io.culvert.assembly;

import io.culvert.auth.CredentialException;
import io.culvert.auth.SecretFile;
import io.culvert.auth.TextFile;
import io.culvert.config.ConfigurationException;
import io.culvert.config.Origin;
import io.culvert.config.TomlSource;
import java.nio.file.Path;

/** Reads configuration files. */
public final class TomlFile {

  private TomlFile() {}

  /** Reads a file without parsing it. */
  public static TomlSource read(Path file) throws ConfigurationException {
    try {
      return new TomlSource(file, TextFile.content(file), SecretFile.mode(file));
    } catch (CredentialException e) {
      throw ConfigurationException.in(new Origin.File(file, 0), e.problem(), e.hint());
    }
  }
}
