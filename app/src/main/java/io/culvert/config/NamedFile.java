package io.culvert.config;

import java.nio.file.Path;

/**
 * A file that the operator has named, which need not exist. Immutable.
 *
 * @param path the file
 * @param key the key whose value it is
 * @param origin where it was named
 */
public record NamedFile(Path path, String key, Origin origin) {

  /** A mistake in the name, at the place where it was written. */
  public ConfigurationException wrong(String problem, String hint) {
    return ConfigurationException.at(origin, key, problem, hint);
  }
}
