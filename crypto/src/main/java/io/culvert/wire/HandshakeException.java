package io.culvert.wire;

import java.io.IOException;

/**
 * A handshake message is not acceptable. The reason is for the operator's counters; the peer is
 * told nothing.
 */
public final class HandshakeException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why, as far as this side can tell. */
  public enum Reason {
    /** The envelope's tag is wrong: junk, another protocol, or the wrong server key. */
    ENVELOPE,
    /** The envelope opened, but its length field is out of range. */
    MALFORMED,
    UNKNOWN_USER,
    /** The Noise payload did not open: wrong psk, or altered. */
    DECRYPTION,
    /**
     * The clocks differ by more than 60 s, or the message is from before this server's start, or of
     * a minute that its memory has forgotten.
     */
    CLOCK,
    REPLAY,
    REPLAY_SET_FULL
  }

  private final Reason reason;

  HandshakeException(Reason reason) {
    super("the handshake message was refused");
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
