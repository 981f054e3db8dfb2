package io.culvert.socks;

/** Who may use the proxy with a name and a password, or without. Immutable. */
public sealed interface Authenticator {
  /** Everybody, without a password. */
  Authenticator NONE = new Everybody(false);

  /** Everybody, without a password or with any. */
  Authenticator ANY_CREDENTIALS = new Everybody(true);

  /** Nobody: for a proxy whose only method is another one. */
  Authenticator NOBODY = new Nobody();

  /** Tests names and passwords. */
  @FunctionalInterface
  interface PasswordTest {
    /**
     * Takes the same time for every wrong answer, and may block. Thread-safe.
     *
     * @param user UNAME, read as UTF-8
     * @param password the octets of PASSWD, which the caller wipes
     */
    boolean verify(String user, byte[] password);
  }

  /**
   * Requires nothing.
   *
   * @param anyCredentials whether version 5 clients that offer nothing but a name and a password
   *     are admitted with any
   */
  record Everybody(boolean anyCredentials) implements Authenticator {}

  /** Accepts no password. */
  record Nobody() implements Authenticator {}

  /** Accepts the passwords that pass a test. */
  record Passwords(PasswordTest test) implements Authenticator {}

  /** Whether clients must authenticate. */
  default boolean required() {
    return !(this instanceof Everybody);
  }

  /**
   * Whether a client with this name and password is let in.
   *
   * @param user UNAME, read as UTF-8
   * @param password the octets of PASSWD
   */
  default boolean verify(String user, byte[] password) {
    return switch (this) {
      case Everybody everybody -> true;
      case Nobody nobody -> false;
      case Passwords passwords -> passwords.test().verify(user, password);
    };
  }
}
