package io.culvert.tunnel;

import io.culvert.proxy.Command;
import io.culvert.proxy.Failure;
import java.util.Optional;

/**
 * The octets that OPEN and REPLY carry for commands and failures: CMD and REP of RFC 1928 sections
 * 4 and 6, which PROTOCOL.md takes over.
 */
final class ReplyCodes {
  static final int SUCCEEDED = 0x00;
  private static final int GENERAL = 0x01;

  private ReplyCodes() {}

  static int of(Failure failure) {
    return switch (failure) {
      case NOT_ALLOWED -> 0x02;
      case NETWORK_UNREACHABLE -> 0x03;
      case HOST_UNREACHABLE, UNRESOLVABLE, CONNECT_TIMEOUT -> 0x04;
      case CONNECTION_REFUSED -> 0x05;
      case NO_PEER -> 0x06;
      case COMMAND_NOT_SUPPORTED -> 0x07;
      case ADDRESS_TYPE_NOT_SUPPORTED -> 0x08;
      case SERVER_UNREACHABLE, HANDSHAKE_FAILED, HANDSHAKE_TIMEOUT, LIMIT_REACHED, GENERAL ->
          GENERAL;
    };
  }

  static Failure failure(int code) {
    return switch (code) {
      case 0x02 -> Failure.NOT_ALLOWED;
      case 0x03 -> Failure.NETWORK_UNREACHABLE;
      case 0x04 -> Failure.HOST_UNREACHABLE;
      case 0x05 -> Failure.CONNECTION_REFUSED;
      case 0x06 -> Failure.NO_PEER;
      case 0x07 -> Failure.COMMAND_NOT_SUPPORTED;
      case 0x08 -> Failure.ADDRESS_TYPE_NOT_SUPPORTED;
      default -> Failure.GENERAL;
    };
  }

  static int of(Command command) {
    return switch (command) {
      case CONNECT -> 0x01;
      case BIND -> 0x02;
      case UDP_ASSOCIATE -> 0x03;
    };
  }

  static Optional<Command> command(int code) {
    return switch (code) {
      case 0x01 -> Optional.of(Command.CONNECT);
      case 0x02 -> Optional.of(Command.BIND);
      case 0x03 -> Optional.of(Command.UDP_ASSOCIATE);
      default -> Optional.empty();
    };
  }
}
