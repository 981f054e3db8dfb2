package io.culvert.config;

import java.nio.file.Path;

/**
 * A file that the configuration names; it need not exist. Immutable.
 *
 * @param key the key that names the file
 * @param origin the origin of the key's value
 */
public record NamedFile(Path path, String key, Origin origin) {

  /** Returns an exception for a mistake in the file's name, with its origin. */
  public ConfigurationException wrong(String problem, String hint) {
    return ConfigurationException.at(origin, key, problem, hint);
  }
}
