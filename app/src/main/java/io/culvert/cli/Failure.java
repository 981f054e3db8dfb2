package io.culvert.cli;

/**
 * What went wrong at run time and is not a mistake of this program: one line for {@code error:},
 * one for {@code hint:}.
 */
final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  private final String hint;

  Failure(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  String hint() {
    return hint;
  }
}
