package io.culvert.config;

/**
 * The operator's mistake: says where it stands, which key is meant, what is wrong, and in the hint
 * what is allowed or what to do. Never carries a secret.
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
   * A mistake in the value or name of one key; {@code problem} continues the sentence that begins
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

  /** A mistake that stands nowhere, such as something left out. */
  public static ConfigurationException of(String problem, String hint) {
    return new ConfigurationException(problem, hint);
  }

  /** What is allowed, or what to do about it: one line. */
  public String hint() {
    return hint;
  }
}
