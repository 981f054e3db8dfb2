package io.culvert.auth.gss;

import io.culvert.socks.GssapiException;
import io.culvert.socks.GssapiMessage;
import io.culvert.socks.ProtectionLevel;
import org.ietf.jgss.MessageProp;

/**
 * Per-message protection, RFC 1961 section 5, at an agreed level above {@link
 * ProtectionLevel#NONE}. One thread may protect while another opens.
 */
final class Protection {
  private final SecurityContext context;
  private final ProtectionLevel level;
  private final boolean confidential;
  private final int clearLimit;

  Protection(SecurityContext context, ProtectionLevel level) throws GssapiException {
    this.context = context;
    this.level = level;
    // If the level leaves the choice to this side, it chooses confidentiality.
    this.confidential = !level.equals(ProtectionLevel.INTEGRITY);
    this.clearLimit = context.wrapSizeLimit(confidential, GssapiMessage.MAX_TOKEN_LENGTH);
  }

  /** The largest number of octets in one message. */
  int clearLimit() {
    return clearLimit;
  }

  /**
   * @param length at most {@link #clearLimit}
   */
  byte[] protect(byte[] octets, int offset, int length) throws GssapiException {
    byte[] token = context.wrap(octets, offset, length, confidential);
    return new GssapiMessage.Encapsulated(token).octets();
  }

  /** Opens the next message of a stream; refuses gaps, replays and reordering. */
  byte[] openNext(GssapiMessage message) throws GssapiException {
    var quality = new MessageProp(confidential);
    byte[] octets = open(message, quality);
    if (isRepeated(quality) || quality.isUnseqToken() || quality.isGapToken()) {
      throw new GssapiException("a message was lost, repeated or moved");
    }
    return octets;
  }

  /** Opens a datagram; accepts any order but refuses replays. */
  byte[] openAny(GssapiMessage message) throws GssapiException {
    var quality = new MessageProp(confidential);
    byte[] octets = open(message, quality);
    if (isRepeated(quality)) {
      throw new GssapiException("a message was repeated");
    }
    return octets;
  }

  private byte[] open(GssapiMessage message, MessageProp quality) throws GssapiException {
    if (!(message instanceof GssapiMessage.Encapsulated encapsulated)) {
      throw new GssapiException("MTYP is 03, not %02x".formatted(message.mtyp()));
    }
    byte[] octets = context.unwrap(encapsulated.token(), quality);
    if (level.equals(ProtectionLevel.CONFIDENTIALITY) && !quality.getPrivacy()) {
      throw new GssapiException("a message is not confidential");
    }
    return octets;
  }

  private static boolean isRepeated(MessageProp quality) {
    return quality.isDuplicateToken() || quality.isOldToken();
  }
}
