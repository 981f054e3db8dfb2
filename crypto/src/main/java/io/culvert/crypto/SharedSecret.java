package io.culvert.crypto;

import java.security.InvalidKeyException;
import java.util.Arrays;

/** What one X25519 agreement gave its two sides. For one thread, until closed. */
public final class SharedSecret implements AutoCloseable {
  private final byte[] bytes;

  private SharedSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  static SharedSecret agree(byte[] privateKey, byte[] publicKey) throws InvalidKeyException {
    return new SharedSecret(X25519.agree(privateKey, publicKey));
  }

  /** HKDF-SHA256 with this as its input. */
  public byte[] derive(byte[] salt, byte[] info, int length) {
    return Kdf.hkdf(salt, bytes, info, length);
  }

  /** Not a copy. */
  byte[] bytes() {
    return bytes;
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "SharedSecret[redacted]";
  }
}
