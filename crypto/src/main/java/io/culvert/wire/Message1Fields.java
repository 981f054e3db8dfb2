package io.culvert.wire;

import io.culvert.crypto.UserId;
import io.culvert.crypto.X25519;
import java.nio.ByteBuffer;

/**
 * The fields of message 1's head that the envelope masks.
 *
 * <pre>
 *   e_c 32 | masked id 8 | minute 4 | len 2
 * </pre>
 *
 * @param ephemeral the client's ephemeral public key
 * @param maskedId see {@link UserIdMask}
 * @param minute of the client's clock, in Unix time
 * @param length of the sealed payload
 */
record Message1Fields(byte[] ephemeral, UserId maskedId, long minute, int length) {
  static final int LENGTH = X25519.LENGTH + UserId.LENGTH + Integer.BYTES + Short.BYTES;

  private static final long MINUTE_MILLIS = 60_000;

  static Message1Fields of(byte[] octets) {
    var fields = ByteBuffer.wrap(octets);
    byte[] ephemeral = new byte[X25519.LENGTH];
    fields.get(ephemeral);
    var id = new UserId(fields.getLong());
    long minute = Integer.toUnsignedLong(fields.getInt());
    return new Message1Fields(ephemeral, id, minute, Short.toUnsignedInt(fields.getShort()));
  }

  byte[] octets() {
    return ByteBuffer.allocate(LENGTH)
        .put(ephemeral)
        .putLong(maskedId.value())
        .putInt((int) minute)
        .putShort((short) length)
        .array();
  }

  static long minuteOf(long unixMillis) {
    return Math.floorDiv(unixMillis, MINUTE_MILLIS);
  }

  /** Whether the minute is that of the clock, or a neighbour. */
  boolean isTimely(long nowMillis) {
    return Math.abs(minute - minuteOf(nowMillis)) <= 1;
  }

  /** The last moment at which the minute is timely. */
  long timelyUntilMillis() {
    return (minute + 2) * MINUTE_MILLIS - 1;
  }
}
