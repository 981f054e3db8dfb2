package io.culvert.address;

import java.io.IOException;

/** An address of the wire that nobody can use. Its message never holds what the peer sent. */
public abstract sealed class AddressException extends IOException {
  private static final long serialVersionUID = 1L;

  private AddressException(String message) {
    super(message);
  }

  /** An ATYP that RFC 1928 section 5 does not have. */
  public static final class UnknownType extends AddressException {
    private static final long serialVersionUID = 1L;
    private final int code;

    UnknownType(int code) {
      super("ATYP %02x is not supported".formatted(code));
      this.code = code;
    }

    /** The octet that stood where ATYP stands. */
    public int code() {
      return code;
    }
  }

  /** An empty name, or one with octets that no name has. */
  public static final class Malformed extends AddressException {
    private static final long serialVersionUID = 1L;

    Malformed(IllegalArgumentException cause) {
      super("the address: " + cause.getMessage());
    }
  }
}
