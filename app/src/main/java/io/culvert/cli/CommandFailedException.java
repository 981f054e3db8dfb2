package io.culvert.cli;

/**
 * A command failed at run time, and not because of a bug. Carries one line for {@code error:} and
 * one for {@code hint:}.
 */
final class CommandFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String hint;

  CommandFailedException(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  String hint() {
    return hint;
  }
}
