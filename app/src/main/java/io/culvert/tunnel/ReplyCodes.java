package io.culvert.tunnel;

import io.culvert.proxy.Command;
import io.culvert.proxy.Failure;
import java.util.Optional;

/**
 * The octets that OPEN and REPLY carry for commands and failures: CMD and REP of RFC 1928 sections
 * 4 and 6, and the reasons of PROTOCOL.md, which tell failures of the same REP apart.
 */
final class ReplyCodes {
  static final int SUCCEEDED = 0x00;
  static final int GENERAL = 0x01;
  static final int NO_REASON = 0;
  static final int REPEATED = 4;

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

  static int reason(Failure failure) {
    return switch (failure) {
      case UNRESOLVABLE -> 1;
      case CONNECT_TIMEOUT -> 2;
      case LIMIT_REACHED -> 3;
      case SERVER_UNREACHABLE -> 5;
      case HANDSHAKE_FAILED -> 6;
      case HANDSHAKE_TIMEOUT -> 7;
      case NOT_ALLOWED,
          NETWORK_UNREACHABLE,
          HOST_UNREACHABLE,
          CONNECTION_REFUSED,
          NO_PEER,
          COMMAND_NOT_SUPPORTED,
          ADDRESS_TYPE_NOT_SUPPORTED,
          GENERAL ->
          NO_REASON;
    };
  }

  /** The reason decides where it is known. */
  static Failure failure(int code, int reason) {
    return switch (reason) {
      case 1 -> Failure.UNRESOLVABLE;
      case 2 -> Failure.CONNECT_TIMEOUT;
      case 3 -> Failure.LIMIT_REACHED;
      case 5 -> Failure.SERVER_UNREACHABLE;
      case 6 -> Failure.HANDSHAKE_FAILED;
      case 7 -> Failure.HANDSHAKE_TIMEOUT;
      default -> failure(code);
    };
  }

  private static Failure failure(int code) {
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
