package io.culvert.outbound.direct;

import io.culvert.net.ConnectFailedException;
import io.culvert.net.ConnectFailure;
import io.culvert.net.DeadlineExceededException;
import io.culvert.proxy.Failure;
import java.io.IOException;
import java.net.UnknownHostException;

/** Why a target was not reached, in the engine's words. */
final class Failures {
  private Failures() {}

  static Failure of(IOException failure) {
    return switch (failure) {
      case TargetAddresses.NotAllowedException e -> Failure.NOT_ALLOWED;
      case UnknownHostException e -> Failure.UNRESOLVABLE;
      case DeadlineExceededException e -> Failure.CONNECT_TIMEOUT;
      case ConnectFailedException e -> of(e.failure());
      default -> Failure.GENERAL;
    };
  }

  private static Failure of(ConnectFailure failure) {
    return switch (failure) {
      case REFUSED -> Failure.CONNECTION_REFUSED;
      case NETWORK_UNREACHABLE -> Failure.NETWORK_UNREACHABLE;
      case HOST_UNREACHABLE -> Failure.HOST_UNREACHABLE;
      case TIMED_OUT -> Failure.CONNECT_TIMEOUT;
      case PROHIBITED -> Failure.NOT_ALLOWED;
      case FAMILY_UNAVAILABLE -> Failure.ADDRESS_TYPE_NOT_SUPPORTED;
      case LOCAL -> Failure.GENERAL;
    };
  }
}
