package io.culvert.crypto;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Names a user on the wire: 8 random octets. It is no secret, but travels masked. */
public record UserId(long value) {
  public static final int LENGTH = 8;

  public static UserId generate(SecureRandom random) {
    return new UserId(random.nextLong());
  }

  /**
   * @throws IllegalArgumentException if these are not 8 octets
   */
  public static UserId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a user id has 8 octets, not " + bytes.length);
    }
    return new UserId(ByteBuffer.wrap(bytes).getLong());
  }

  public byte[] bytes() {
    return ByteBuffer.allocate(LENGTH).putLong(value).array();
  }

  /** 16 hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(value);
  }
}
