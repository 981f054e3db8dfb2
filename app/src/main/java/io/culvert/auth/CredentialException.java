package io.culvert.auth;

import java.nio.file.Path;

/**
 * A mistake in a file of keys, users or passwords. The message names the file, the line and the
 * problem; the hint names a remedy. Neither contains a secret.
 *
 * <p>{@link #getMessage()} is one line for {@code error:}, {@link #hint()} one line for {@code
 * hint:}.
 */
public final class CredentialException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final String hint;

  private CredentialException(String place, String problem, String hint) {
    super(place + ": " + problem);
    this.problem = problem;
    this.hint = hint;
  }

  /** A mistake in a file as a whole. */
  static CredentialException in(Path file, String problem, String hint) {
    return new CredentialException(file.toString(), problem, hint);
  }

  /** A mistake in one line of a file. */
  static CredentialException in(Line line, String problem, String hint) {
    return new CredentialException(line.file() + ":" + line.number(), problem, hint);
  }

  /**
   * A line of a file.
   *
   * @param number counted from 1
   */
  record Line(Path file, int number) {}

  /** The problem, without the file's name. */
  public String problem() {
    return problem;
  }

  /** One line with a remedy. */
  public String hint() {
    return hint;
  }
}
