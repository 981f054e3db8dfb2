package io.culvert.inbound.mixed;

import io.culvert.proxy.Failure;
import io.culvert.socks.ReplyCode;

/** What a client is told of a failure: REP of RFC 1928 section 6. */
final class ReplyCodes {
  private ReplyCodes() {}

  static ReplyCode of(Failure failure) {
    return switch (failure) {
      case NOT_ALLOWED -> ReplyCode.CONNECTION_NOT_ALLOWED_BY_RULESET;
      case NETWORK_UNREACHABLE -> ReplyCode.NETWORK_UNREACHABLE;
      case HOST_UNREACHABLE, UNRESOLVABLE, CONNECT_TIMEOUT -> ReplyCode.HOST_UNREACHABLE;
      case CONNECTION_REFUSED -> ReplyCode.CONNECTION_REFUSED;
      case NO_PEER -> ReplyCode.TTL_EXPIRED;
      case COMMAND_NOT_SUPPORTED -> ReplyCode.COMMAND_NOT_SUPPORTED;
      case ADDRESS_TYPE_NOT_SUPPORTED -> ReplyCode.ADDRESS_TYPE_NOT_SUPPORTED;
      case SERVER_UNREACHABLE, HANDSHAKE_FAILED, HANDSHAKE_TIMEOUT, LIMIT_REACHED, GENERAL ->
          ReplyCode.GENERAL_SOCKS_SERVER_FAILURE;
    };
  }
}
