package io.culvert.config;

/**
 * An unparsed value of a flag or an environment variable. Immutable.
 *
 * @param text the value, verbatim
 */
public record Written(Key<?> key, String text, Origin origin) {

  /** A value given by the key's own flag. */
  public static Written flag(Key<?> key, String text) {
    return new Written(key, text, new Origin.Argument(key.flag()));
  }

  /** Omits the value, which may be a secret. */
  @Override
  public String toString() {
    return key + " from " + origin;
  }
}
