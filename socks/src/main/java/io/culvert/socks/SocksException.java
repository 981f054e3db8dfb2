package io.culvert.socks;

import io.culvert.address.AddressException;
import io.culvert.address.Endpoint;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * What a client did wrong, and what it is to be told, in the version that it speaks. Its message
 * never holds what the client sent.
 */
public abstract sealed class SocksException extends IOException {
  private static final long serialVersionUID = 1L;

  private final byte[] answer;

  private SocksException(String message, byte[] answer) {
    super(message);
    this.answer = answer;
  }

  /** The octets to send before closing; empty for silence. */
  public final byte[] answer() {
    return answer.clone();
  }

  /** What RFC 1928 section 6 has for an address that nobody can use: 08, or 01. */
  static SocksException of(AddressException refused) {
    return switch (refused) {
      case AddressException.UnknownType type -> new AddressTypeNotSupported(type.code());
      case AddressException.Malformed malformed ->
          new Malformed(malformed.getMessage(), ReplyCode.GENERAL_SOCKS_SERVER_FAILURE);
    };
  }

  private static byte[] refusal(ReplyCode code) {
    return new Reply(code, Endpoint.UNSPECIFIED).octets();
  }

  private static byte[] refusal(Socks4ReplyCode code) {
    return new Socks4Reply(code, Endpoint.UNSPECIFIED).octets();
  }

  /** The first octet is of no version known here: another protocol, which gets no SOCKS octet. */
  public static final class UnsupportedVersion extends SocksException {
    private static final long serialVersionUID = 1L;

    UnsupportedVersion(int version) {
      super("version %02x is not supported".formatted(version), new byte[0]);
    }
  }

  /** RFC 1928 section 3: none of the client's methods is acceptable. */
  public static final class NoAcceptableMethods extends SocksException {
    private static final long serialVersionUID = 1L;

    private final transient List<Method> offered;

    NoAcceptableMethods(Collection<Method> offered) {
      super(
          "no acceptable methods", new MethodSelectionReply(Method.NO_ACCEPTABLE_METHODS).octets());
      this.offered = List.copyOf(offered);
    }

    /** The methods that the client offered. */
    public List<Method> offered() {
      return offered;
    }
  }

  /**
   * RFC 1929 section 2: a status other than 00, and the connection closes. Version 4: a client that
   * cannot authenticate.
   */
  public static final class AuthenticationFailed extends SocksException {
    private static final long serialVersionUID = 1L;

    AuthenticationFailed(String message) {
      super(message, UsernamePasswordReply.FAILURE.octets());
    }

    AuthenticationFailed(String message, Socks4ReplyCode code) {
      super(message, refusal(code));
    }
  }

  /** RFC 1928 section 6, reply 07; in version 4, reply 5B. */
  public static final class CommandNotSupported extends SocksException {
    private static final long serialVersionUID = 1L;

    public CommandNotSupported(int code) {
      this(code, refusal(ReplyCode.COMMAND_NOT_SUPPORTED));
    }

    private CommandNotSupported(int code, byte[] answer) {
      super("CMD %02x is not supported".formatted(code), answer);
    }

    public static CommandNotSupported inVersion4(int code) {
      return new CommandNotSupported(code, refusal(Socks4ReplyCode.REJECTED_OR_FAILED));
    }
  }

  /** RFC 1928 section 6, reply 08. */
  public static final class AddressTypeNotSupported extends SocksException {
    private static final long serialVersionUID = 1L;

    AddressTypeNotSupported(int code) {
      super(
          "ATYP %02x is not supported".formatted(code),
          refusal(ReplyCode.ADDRESS_TYPE_NOT_SUPPORTED));
    }
  }

  /** A field has a value that it must not have. */
  public static final class Malformed extends SocksException {
    private static final long serialVersionUID = 1L;

    Malformed(String message, ReplyCode code) {
      super(message, refusal(code));
    }

    Malformed(String message, Socks4ReplyCode code) {
      super(message, refusal(code));
    }
  }
}
