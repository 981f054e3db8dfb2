package io.culvert.proxy;

/** Why a datagram of a UDP association was dropped: RFC 1928 section 7 asks for silence. */
public enum DatagramDrop implements Word {
  /** FRAG is not 0, and fragments are not put together here. */
  FRAGMENT,
  /** Too short for its header, or the header is impossible. */
  MALFORMED,
  /** It did not come from the association's client. */
  FOREIGN_SOURCE,
  /** A target's datagram came before the client's first. */
  NO_RECEIVER,
  /** The rules for targets leave no address, or refuse the one that it came from. */
  NOT_ALLOWED,
  /** It came from a host that the client has not sent to, and the filtering admits no others. */
  UNSOLICITED,
  /** The target's name has no address, or none came in time. */
  UNRESOLVABLE,
  /** Too many datagrams wait for look-ups. */
  QUEUE_FULL,
  /** With its header it would be larger than a datagram can be. */
  TOO_LARGE,
  /** The system would not send it. */
  NOT_SENT
}
