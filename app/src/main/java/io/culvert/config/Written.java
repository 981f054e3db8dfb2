package io.culvert.config;

/**
 * A value as a command line or the environment gave it, not yet read. Immutable.
 *
 * @param key the key it is for
 * @param text the value as it was written
 * @param origin where
 */
public record Written(Key<?> key, String text, Origin origin) {

  /** A value given by the key's own flag. */
  public static Written flag(Key<?> key, String text) {
    return new Written(key, text, new Origin.Argument(key.flag()));
  }

  /** Shows no value: it may be a secret. */
  @Override
  public String toString() {
    return key + " from " + origin;
  }
}
