package io.culvert.socks;

import java.io.IOException;

/**
 * What a client did wrong, and what it is to be told. Its message never holds what the client sent.
 */
public abstract sealed class SocksException extends IOException {
  private static final long serialVersionUID = 1L;

  private SocksException(String message) {
    super(message);
  }

  /** The octets to send before closing; empty for silence. */
  public abstract byte[] answer();

  private static byte[] refusal(ReplyCode code) {
    return new Reply(code, Endpoint.UNSPECIFIED).octets();
  }

  /** The first octet is not 05: another protocol, which gets no SOCKS octet. */
  public static final class UnsupportedVersion extends SocksException {
    private static final long serialVersionUID = 1L;

    UnsupportedVersion(int version) {
      super("VER is 05, not %02x".formatted(version));
    }

    @Override
    public byte[] answer() {
      return new byte[0];
    }
  }

  /** RFC 1928 section 3: none of the client's methods is acceptable. */
  public static final class NoAcceptableMethods extends SocksException {
    private static final long serialVersionUID = 1L;

    NoAcceptableMethods() {
      super("no acceptable methods");
    }

    @Override
    public byte[] answer() {
      return new MethodSelectionReply(Method.NO_ACCEPTABLE_METHODS).octets();
    }
  }

  /** RFC 1929 section 2: a status other than 00, and the connection closes. */
  public static final class AuthenticationFailed extends SocksException {
    private static final long serialVersionUID = 1L;

    AuthenticationFailed(String message) {
      super(message);
    }

    @Override
    public byte[] answer() {
      return UsernamePasswordReply.FAILURE.octets();
    }
  }

  /** RFC 1928 section 6, reply 07. */
  public static final class CommandNotSupported extends SocksException {
    private static final long serialVersionUID = 1L;

    public CommandNotSupported(int code) {
      super("CMD %02x is not supported".formatted(code));
    }

    @Override
    public byte[] answer() {
      return refusal(ReplyCode.COMMAND_NOT_SUPPORTED);
    }
  }

  /** RFC 1928 section 6, reply 08. */
  public static final class AddressTypeNotSupported extends SocksException {
    private static final long serialVersionUID = 1L;

    AddressTypeNotSupported(int code) {
      super("ATYP %02x is not supported".formatted(code));
    }

    @Override
    public byte[] answer() {
      return refusal(ReplyCode.ADDRESS_TYPE_NOT_SUPPORTED);
    }
  }

  /** A field has a value that it must not have. */
  public static final class Malformed extends SocksException {
    private static final long serialVersionUID = 1L;

    private final transient ReplyCode code;

    Malformed(String message, ReplyCode code) {
      super(message);
      this.code = code;
    }

    @Override
    public byte[] answer() {
      return refusal(code);
    }
  }
}
