package io.culvert.inbound.mixed;

import io.culvert.address.Endpoint;
import io.culvert.http.HttpAnswer;
import io.culvert.http.HttpRequest;
import io.culvert.proxy.Failure;

/** What a client of HTTP is told: yes to CONNECT, and a status for each failure. */
record HttpAnswers(HttpRequest request) implements ClientExchange.Answers {
  @Override
  public byte[] yes(Endpoint bound) {
    return HttpAnswer.established();
  }

  @Override
  public byte[] no(Failure failure) {
    return request.answer(of(failure));
  }

  /**
   * RFC 9110 sections 15.5.4 and 15.6: 504 is for what did not answer in time, 502 for the rest.
   */
  static HttpAnswer of(Failure failure) {
    return switch (failure) {
      case NOT_ALLOWED -> HttpAnswer.forbidden("The server's rules do not allow this target.");
      case NETWORK_UNREACHABLE -> HttpAnswer.badGateway("The target's network cannot be reached.");
      case HOST_UNREACHABLE ->
          HttpAnswer.badGateway("The target does not exist or cannot be reached.");
      case UNRESOLVABLE -> HttpAnswer.badGateway("The target's name could not be resolved.");
      case CONNECTION_REFUSED -> HttpAnswer.badGateway("The target refused the connection.");
      case CONNECT_TIMEOUT, NO_PEER ->
          HttpAnswer.gatewayTimeout("The target did not answer within the time.");
      case COMMAND_NOT_SUPPORTED, ADDRESS_TYPE_NOT_SUPPORTED ->
          HttpAnswer.notImplemented("The server has no way to reach such a target.");
      case SERVER_UNREACHABLE -> HttpAnswer.badGateway("The proxy cannot reach its server.");
      case HANDSHAKE_FAILED -> HttpAnswer.badGateway("The proxy's server did not prove itself.");
      case HANDSHAKE_TIMEOUT ->
          HttpAnswer.gatewayTimeout("The proxy's server did not answer within the time.");
      case LIMIT_REACHED -> HttpAnswer.unavailable("A limit is reached; try again later.");
      case GENERAL -> HttpAnswer.badGateway("The connection could not be made.");
    };
  }
}
