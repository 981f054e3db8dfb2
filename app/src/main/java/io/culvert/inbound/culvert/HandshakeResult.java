package io.culvert.inbound.culvert;

import io.culvert.proxy.Word;
import io.culvert.wire.HandshakeException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;

/** How a tunnel handshake ended. */
public enum HandshakeResult implements Word {
  ACCEPTED,
  /** The first bytes are not those of a user: junk, another protocol, or a wrong key. */
  ENVELOPE,
  /** The envelope opened, but what is inside has a wrong form. */
  MALFORMED,
  UNKNOWN_USER,
  /** The payload did not open: wrong user key, or altered. */
  DECRYPTION,
  /** The clocks differ too much, or the message is older than what the server knows. */
  CLOCK,
  REPLAY,
  REPLAY_SET_FULL,
  /** The peer ended or broke the connection before the handshake was whole. */
  INCOMPLETE,
  TIMEOUT,
  /** Closed before it said enough, because too many unauthenticated ones came after it. */
  CROWDED_OUT,
  /** The connection broke, or could not be made. */
  UNREACHABLE;

  /**
   * @param cause a HandshakeException if a message came whole and was refused
   */
  static HandshakeResult of(IOException cause) {
    return switch (cause) {
      case HandshakeException e -> of(e.reason());
      case TunnelAcceptor.CrowdedOutException e -> CROWDED_OUT;
      case InterruptedIOException e -> TIMEOUT;
      case EOFException e -> INCOMPLETE;
      default -> UNREACHABLE;
    };
  }

  private static HandshakeResult of(HandshakeException.Reason reason) {
    return switch (reason) {
      case ENVELOPE -> ENVELOPE;
      case MALFORMED -> MALFORMED;
      case UNKNOWN_USER -> UNKNOWN_USER;
      case DECRYPTION -> DECRYPTION;
      case CLOCK -> CLOCK;
      case REPLAY -> REPLAY;
      case REPLAY_SET_FULL -> REPLAY_SET_FULL;
    };
  }
}
