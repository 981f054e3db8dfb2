package io.culvert.proxy;

/**
 * Why an outbound did not fulfil a request. Each protocol translates it at its border. It is made
 * from types of exceptions and from states, never from an exception's text.
 */
public enum Failure {
  /** The rules for targets leave no address. */
  NOT_ALLOWED(CloseReason.NOT_ALLOWED),
  NETWORK_UNREACHABLE(CloseReason.NETWORK_UNREACHABLE),
  HOST_UNREACHABLE(CloseReason.HOST_UNREACHABLE),
  /** The target's name has no address, or none came in time. */
  UNRESOLVABLE(CloseReason.UNRESOLVABLE),
  CONNECTION_REFUSED(CloseReason.CONNECTION_REFUSED),
  CONNECT_TIMEOUT(CloseReason.CONNECT_TIMEOUT),
  /** No peer came to BIND in time. */
  NO_PEER(CloseReason.CONNECT_TIMEOUT),
  COMMAND_NOT_SUPPORTED(CloseReason.COMMAND_NOT_SUPPORTED),
  /** No address of a family that this machine has. */
  ADDRESS_TYPE_NOT_SUPPORTED(CloseReason.ADDRESS_TYPE_NOT_SUPPORTED),
  /** The outbound's own server cannot be connected to. */
  SERVER_UNREACHABLE(CloseReason.SERVER_UNREACHABLE),
  /** The outbound's own server did not prove itself. */
  HANDSHAKE_FAILED(CloseReason.HANDSHAKE_FAILED),
  HANDSHAKE_TIMEOUT(CloseReason.HANDSHAKE_TIMEOUT),
  /** A limit of this program or of the system was reached. */
  LIMIT_REACHED(CloseReason.LIMIT_REACHED),
  /** Anything else. */
  GENERAL(CloseReason.GENERAL_FAILURE);

  private final CloseReason reason;

  Failure(CloseReason reason) {
    this.reason = reason;
  }

  /** How a session ends that was refused for this. */
  public CloseReason reason() {
    return reason;
  }
}
