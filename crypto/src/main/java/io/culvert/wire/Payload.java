package io.culvert.wire;

import io.culvert.crypto.CipherState;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** The padding at the end of both handshake payloads: flags 1 | padLen 2 | padding. */
final class Payload {
  static final int MAX_PADDING_LENGTH = 900;
  static final int TIME_LENGTH = 8;
  static final int FIXED_LENGTH = 3;

  /** The longest sealed payload that a receiver accepts. */
  static final int MAX_SEALED_LENGTH = 2048;

  private Payload() {}

  /** Fields and random padding behind {@code before}. */
  static byte[] padded(byte[] before, SecureRandom random) {
    int padding = random.nextInt(MAX_PADDING_LENGTH + 1);
    return ByteBuffer.allocate(before.length + FIXED_LENGTH + padding)
        .put(before)
        .put((byte) 0)
        .putShort((short) padding)
        .array();
  }

  static void checkLength(int sealedLength, int leastPlainLength) throws HandshakeException {
    if (sealedLength < leastPlainLength + CipherState.TAG_LENGTH
        || sealedLength > MAX_SEALED_LENGTH) {
      throw new HandshakeException(HandshakeException.Reason.MALFORMED);
    }
  }
}
