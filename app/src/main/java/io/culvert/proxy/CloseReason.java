package io.culvert.proxy;

/** Why a stream ended: the one vocabulary of log, meters and tests. */
public enum CloseReason {
  /** Both directions ended as their senders wished. */
  DONE("done"),
  /** The client aborted its connection. */
  CLIENT_RESET("client-reset"),
  /** The target aborted its connection. */
  TARGET_RESET("target-reset"),
  /** The other end of the tunnel reset the stream. */
  PEER_RESET("peer-reset"),
  /** The tunnel connection ended before the stream did. */
  TUNNEL_TRUNCATED("tunnel-truncated"),
  /** The tunnel connection broke, or its other end fell silent. */
  TUNNEL_LOST("tunnel-lost"),
  /** A record did not open (altered, reordered, sealed with another key) or broke a rule. */
  TUNNEL_CORRUPTED("tunnel-corrupted"),
  /** The client's bytes are no request. */
  MALFORMED_REQUEST("malformed-request"),
  /** The client left before its request was whole. */
  CLIENT_LEFT("client-left"),
  /** None of the client's methods is accepted, or its password is wrong. */
  AUTHENTICATION_FAILED("authentication-failed"),
  /** The target is refused by the server's rules. */
  NOT_ALLOWED("not-allowed"),
  NETWORK_UNREACHABLE("network-unreachable"),
  HOST_UNREACHABLE("host-unreachable"),
  /** The target's name has no address, or none came in time. */
  UNRESOLVABLE("unresolvable"),
  CONNECTION_REFUSED("connection-refused"),
  CONNECT_TIMEOUT("connect-timeout"),
  COMMAND_NOT_SUPPORTED("command-not-supported"),
  ADDRESS_TYPE_NOT_SUPPORTED("address-type-not-supported"),
  /** The local cannot connect to its server. */
  SERVER_UNREACHABLE("server-unreachable"),
  /** The server did not take the handshake: wrong link, clock, or another service. */
  HANDSHAKE_FAILED("handshake-failed"),
  HANDSHAKE_TIMEOUT("handshake-timeout"),
  /** The client's negotiation took too long. */
  NEGOTIATION_TIMEOUT("negotiation-timeout"),
  /** Nothing moved for too long. */
  IDLE_TIMEOUT("idle-timeout"),
  /** A limit of this program or of the system was reached. */
  LIMIT_REACHED("limit-reached"),
  /** The program was asked to stop, and the stream did not end in time. */
  DRAINED("drained"),
  /** The operator ended the session. */
  KILLED("killed"),
  /** The server could not serve the request, for a reason that SOCKS has no code for. */
  GENERAL_FAILURE("general-failure"),
  /** A mistake in this program. */
  INTERNAL_ERROR("internal-error");

  private final String word;

  CloseReason(String word) {
    this.word = word;
  }

  /** The reason in lower case with hyphens; never changes once released. */
  public String word() {
    return word;
  }

  @Override
  public String toString() {
    return word;
  }
}
