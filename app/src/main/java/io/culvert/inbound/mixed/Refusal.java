package io.culvert.inbound.mixed;

import io.culvert.http.HttpException;
import io.culvert.net.Encapsulation;
import io.culvert.proxy.CloseReason;
import io.culvert.socks.SocksException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A client's negotiation ends here: what it is told, and what the operator counts. */
final class Refusal extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient byte[] answer;
  private final CloseReason reason;

  /**
   * @param answer the octets to send before closing; none for silence
   */
  Refusal(byte[] answer, CloseReason reason, Throwable cause) {
    super(reason.word(), cause);
    this.answer = answer;
    this.reason = reason;
  }

  static Refusal of(SocksException refused) {
    return new Refusal(refused.answer(), reason(refused), refused);
  }

  /** The same, for a client that takes it as one message only. */
  static Refusal of(SocksException refused, Encapsulation encapsulation) throws IOException {
    ByteBuffer message = encapsulation.wrap(ByteBuffer.wrap(refused.answer()));
    byte[] octets = new byte[message.remaining()];
    message.get(octets);
    return new Refusal(octets, reason(refused), refused);
  }

  static Refusal of(HttpException refused) {
    return new Refusal(refused.answer(), reason(refused), refused);
  }

  private static CloseReason reason(SocksException refused) {
    return switch (refused) {
      case SocksException.NoAcceptableMethods e -> CloseReason.AUTHENTICATION_FAILED;
      case SocksException.AuthenticationFailed e -> CloseReason.AUTHENTICATION_FAILED;
      case SocksException.CommandNotSupported e -> CloseReason.COMMAND_NOT_SUPPORTED;
      case SocksException.AddressTypeNotSupported e -> CloseReason.ADDRESS_TYPE_NOT_SUPPORTED;
      case SocksException.UnsupportedVersion e -> CloseReason.MALFORMED_REQUEST;
      case SocksException.Malformed e -> CloseReason.MALFORMED_REQUEST;
    };
  }

  private static CloseReason reason(HttpException refused) {
    return switch (refused) {
      case HttpException.AuthenticationFailed e -> CloseReason.AUTHENTICATION_FAILED;
      case HttpException.Malformed e -> CloseReason.MALFORMED_REQUEST;
      case HttpException.NotForAProxy e -> CloseReason.MALFORMED_REQUEST;
      case HttpException.NotSupported e -> CloseReason.COMMAND_NOT_SUPPORTED;
      case HttpException.TooLong e -> CloseReason.MALFORMED_REQUEST;
    };
  }

  byte[] answer() {
    return answer;
  }

  CloseReason reason() {
    return reason;
  }
}
