package io.culvert.metrics;

/** How a tunnel handshake ended. */
public enum HandshakeResult {
  ACCEPTED("accepted"),
  /** The first bytes are not those of a user: junk, another protocol, or a wrong key. */
  ENVELOPE("envelope"),
  /** The envelope opened, but what is inside has a wrong form. */
  MALFORMED("malformed"),
  UNKNOWN_USER("unknown-user"),
  /** The payload did not open: wrong user key, or altered. */
  DECRYPTION("decryption"),
  /** The clocks differ too much, or the message is older than the server's start. */
  CLOCK("clock"),
  REPLAY("replay"),
  REPLAY_SET_FULL("replay-set-full"),
  /** The peer ended or broke the connection before the handshake was whole. */
  INCOMPLETE("incomplete"),
  TIMEOUT("timeout"),
  /** Closed before it said enough, because too many strangers came after it. */
  CROWDED_OUT("crowded-out"),
  /** The connection broke, or could not be made. */
  UNREACHABLE("unreachable");

  private final String word;

  HandshakeResult(String word) {
    this.word = word;
  }

  /** The result in lower case with hyphens; never changes once released. */
  public String word() {
    return word;
  }

  @Override
  public String toString() {
    return word;
  }
}
