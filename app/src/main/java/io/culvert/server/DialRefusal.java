package io.culvert.server;

import io.culvert.metrics.CloseReason;
import io.culvert.net.ConnectFailedException;
import io.culvert.net.ConnectFailure;
import io.culvert.net.DeadlineExceededException;
import io.culvert.socks.ReplyCode;
import java.io.IOException;
import java.net.UnknownHostException;

/**
 * Why a target was not reached: what the client is told (RFC 1928 section 6) and what the operator
 * counts.
 */
enum DialRefusal {
  REFUSED(ReplyCode.CONNECTION_REFUSED, CloseReason.CONNECTION_REFUSED),
  NETWORK(ReplyCode.NETWORK_UNREACHABLE, CloseReason.NETWORK_UNREACHABLE),
  HOST(ReplyCode.HOST_UNREACHABLE, CloseReason.HOST_UNREACHABLE),
  NAME(ReplyCode.HOST_UNREACHABLE, CloseReason.UNRESOLVABLE),
  TIME(ReplyCode.HOST_UNREACHABLE, CloseReason.CONNECT_TIMEOUT),
  PEER(ReplyCode.TTL_EXPIRED, CloseReason.CONNECT_TIMEOUT),
  RULE(ReplyCode.CONNECTION_NOT_ALLOWED_BY_RULESET, CloseReason.NOT_ALLOWED),
  COMMAND(ReplyCode.COMMAND_NOT_SUPPORTED, CloseReason.COMMAND_NOT_SUPPORTED),
  FAMILY(ReplyCode.ADDRESS_TYPE_NOT_SUPPORTED, CloseReason.ADDRESS_TYPE_NOT_SUPPORTED),
  GENERAL(ReplyCode.GENERAL_SOCKS_SERVER_FAILURE, CloseReason.GENERAL_FAILURE);

  private final ReplyCode code;
  private final CloseReason reason;

  DialRefusal(ReplyCode code, CloseReason reason) {
    this.code = code;
    this.reason = reason;
  }

  ReplyCode code() {
    return code;
  }

  CloseReason reason() {
    return reason;
  }

  static DialRefusal of(IOException failure) {
    return switch (failure) {
      case TargetAddresses.NotAllowedException e -> RULE;
      case Bind.NoPeerException e -> PEER;
      case UnknownHostException e -> NAME;
      case DeadlineExceededException e -> TIME;
      case ConnectFailedException e -> of(e.failure());
      default -> GENERAL;
    };
  }

  private static DialRefusal of(ConnectFailure failure) {
    return switch (failure) {
      case REFUSED -> REFUSED;
      case NETWORK_UNREACHABLE -> NETWORK;
      case HOST_UNREACHABLE -> HOST;
      case TIMED_OUT -> TIME;
      case PROHIBITED -> RULE;
      case FAMILY_UNAVAILABLE -> FAMILY;
      case LOCAL -> GENERAL;
    };
  }
}
