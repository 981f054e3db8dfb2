package io.culvert.proxy;

/** Why a stream ended: the one vocabulary of log, meters and tests. */
public enum CloseReason implements Word {
  /** Both directions ended as their senders wished. */
  DONE,
  /** The client aborted its connection. */
  CLIENT_RESET,
  /** The target aborted its connection. */
  TARGET_RESET,
  /** The other end of the tunnel reset the stream. */
  PEER_RESET,
  /** The tunnel connection ended before the stream did. */
  TUNNEL_TRUNCATED,
  /** The tunnel connection broke, or its other end fell silent. */
  TUNNEL_LOST,
  /** A record did not open (altered, reordered, sealed with another key) or broke a rule. */
  TUNNEL_CORRUPTED,
  /** The client's bytes are no request. */
  MALFORMED_REQUEST,
  /** The client left before its request was whole. */
  CLIENT_LEFT,
  /** None of the client's methods is accepted, or its password is wrong. */
  AUTHENTICATION_FAILED,
  /** The target is refused by the server's rules. */
  NOT_ALLOWED,
  NETWORK_UNREACHABLE,
  HOST_UNREACHABLE,
  /** The target's name has no address, or none came in time. */
  UNRESOLVABLE,
  CONNECTION_REFUSED,
  CONNECT_TIMEOUT,
  COMMAND_NOT_SUPPORTED,
  ADDRESS_TYPE_NOT_SUPPORTED,
  /** The local cannot connect to its server. */
  SERVER_UNREACHABLE,
  /** The server did not take the handshake: wrong link, clock, or another service. */
  HANDSHAKE_FAILED,
  HANDSHAKE_TIMEOUT,
  /** The client's negotiation took too long. */
  NEGOTIATION_TIMEOUT,
  /** Nothing moved for too long. */
  IDLE_TIMEOUT,
  /** A limit of this program or of the system was reached. */
  LIMIT_REACHED,
  /** The local sent the request on two tunnel connections, and the other one has it. */
  REPEATED_REQUEST,
  /** The program was asked to stop, and the stream did not end in time. */
  DRAINED,
  /** The operator ended the session. */
  KILLED,
  /** The server could not serve the request, for a reason that SOCKS has no code for. */
  GENERAL_FAILURE,
  /** A mistake in this program. */
  INTERNAL_ERROR
}
