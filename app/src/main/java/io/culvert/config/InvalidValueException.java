package io.culvert.config;

/**
 * A value that its type does not allow. The caller adds the key and the origin in a {@link
 * ConfigurationException}.
 */
final class InvalidValueException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String hint;

  /**
   * @param problem completes the sentence that begins with the key; contains no secret
   * @param hint the allowed values
   */
  InvalidValueException(String problem, String hint) {
    super(problem);
    this.hint = hint;
  }

  String hint() {
    return hint;
  }
}
