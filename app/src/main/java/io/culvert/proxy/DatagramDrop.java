package io.culvert.proxy;

/** Why a datagram of a UDP association was dropped: RFC 1928 section 7 asks for silence. */
public enum DatagramDrop {
  /** FRAG is not 0, and fragments are not put together here. */
  FRAGMENT("fragment"),
  /** Too short for its header, or the header is impossible. */
  MALFORMED("malformed"),
  /** It did not come from the association's client. */
  FOREIGN_SOURCE("foreign-source"),
  /** A target's datagram came before the client's first. */
  NO_RECEIVER("no-receiver"),
  /** The rules for targets leave no address. */
  NOT_ALLOWED("not-allowed"),
  /** The target's name has no address, or none came in time. */
  UNRESOLVABLE("unresolvable"),
  /** Too many datagrams wait for look-ups already. */
  QUEUE_FULL("queue-full"),
  /** With its header it would be larger than a datagram can be. */
  TOO_LARGE("too-large"),
  /** The system would not send it. */
  NOT_SENT("not-sent");

  private final String word;

  DatagramDrop(String word) {
    this.word = word;
  }

  /** The reason in lower case with hyphens; never changes once released. */
  public String word() {
    return word;
  }
}
