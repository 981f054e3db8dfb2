package io.culvert.config;

/**
 * A mistake in the configuration. The message names the place, the key and the problem; the hint
 * names the allowed values or a remedy. Neither contains a secret.
 *
 * <p>{@link #getMessage()} is one line for {@code error:}, {@link #hint()} one line for {@code
 * hint:}.
 */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String hint;

  private ConfigurationException(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  /**
   * A mistake in the value or name of a key; {@code problem} completes the sentence that begins
   * with the key.
   */
  public static ConfigurationException at(Origin origin, String key, String problem, String hint) {
    String subject =
        switch (origin) {
          case Origin.File file -> file + ": " + key;
          case Origin.Variable variable -> variable.name();
          case Origin.Argument argument -> argument.name();
          case Origin.Default none -> key;
        };
    return new ConfigurationException(subject + ": " + problem, hint);
  }

  /** A mistake in a file that has no keys, or before a key could be read. */
  public static ConfigurationException in(Origin.File place, String problem, String hint) {
    return new ConfigurationException(place + ": " + problem, hint);
  }

  /** A mistake without a place, such as a missing key. */
  public static ConfigurationException of(String problem, String hint) {
    return new ConfigurationException(problem, hint);
  }

  /** One line with the allowed values or a remedy. */
  public String hint() {
    return hint;
  }
}
