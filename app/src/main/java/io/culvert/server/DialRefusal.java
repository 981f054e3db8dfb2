package io.culvert.server;

import io.culvert.metrics.CloseReason;
import io.culvert.net.DeadlineExceededException;
import io.culvert.socks.ReplyCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
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

  /** The JDK tells some causes apart by type, others by the system's words alone. */
  static DialRefusal of(IOException failure) {
    return switch (failure) {
      case TargetAddresses.NotAllowedException e -> RULE;
      case Bind.NoPeerException e -> PEER;
      case UnknownHostException e -> NAME;
      case NoRouteToHostException e -> HOST;
      case DeadlineExceededException e -> TIME;
      case ConnectException e -> ofMessage(e, REFUSED);
      default -> ofMessage(failure, GENERAL);
    };
  }

  private static DialRefusal ofMessage(IOException failure, DialRefusal otherwise) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("timed out")) {
      return TIME;
    }
    if (message.contains("etwork is unreachable")) {
      return NETWORK;
    }
    if (message.contains("o route to host") || message.contains("ost is unreachable")) {
      return HOST;
    }
    if (message.contains("onnection reset")) {
      return REFUSED;
    }
    if (message.contains("rotocol family") || message.contains("ddress family")) {
      return FAMILY;
    }
    boolean forbidden = message.contains("ermission denied") || message.contains("not permitted");
    return forbidden ? RULE : otherwise;
  }
}
