package io.culvert.config;

/**
 * A value that its type does not allow; whoever knows key and place turns it into a {@link
 * ConfigurationException}.
 */
final class InvalidValueException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String hint;

  /**
   * @param problem continues the sentence that begins with the key; names no secret
   * @param hint what is allowed
   */
  InvalidValueException(String problem, String hint) {
    super(problem);
    this.hint = hint;
  }

  String hint() {
    return hint;
  }
}
