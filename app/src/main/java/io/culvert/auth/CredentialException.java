package io.culvert.auth;

import java.nio.file.Path;

/**
 * The operator's mistake in a file of keys, users or passwords: names the file and the line, says
 * what is wrong, and in the hint what to do about it. Never carries a secret.
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

  /** What is wrong, without the file's name. */
  public String problem() {
    return problem;
  }

  /** What to do about it: one line. */
  public String hint() {
    return hint;
  }
}
