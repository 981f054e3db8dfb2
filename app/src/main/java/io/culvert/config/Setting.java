package io.culvert.config;

import java.nio.file.Path;
import java.util.List;

/**
 * A key's value and its origin. Immutable.
 *
 * @param <T> the type of the value
 */
record Setting<T>(Key<T> key, T value, Origin origin) {

  /** Reads a value that the TOML parser returned. */
  static <T> Setting<T> ofToml(Key<T> key, Object toml, Origin.File origin)
      throws ConfigurationException {
    try {
      T value = key.type().read(toml);
      return new Setting<>(key, key.type().locatedIn(directory(origin), value), origin);
    } catch (InvalidValueException e) {
      throw ConfigurationException.at(origin, key.name(), e.getMessage(), e.hint());
    }
  }

  private static Path directory(Origin.File origin) {
    return origin.file().toAbsolutePath().getParent();
  }

  /** Reads the texts of flags or of an environment variable; only a list accepts more than one. */
  static <T> Setting<T> ofTexts(Key<T> key, List<String> texts, Origin origin)
      throws ConfigurationException {
    try {
      return new Setting<>(key, key.type().readTexts(texts), origin);
    } catch (InvalidValueException e) {
      throw ConfigurationException.at(origin, key.name(), e.getMessage(), e.hint());
    }
  }
}
