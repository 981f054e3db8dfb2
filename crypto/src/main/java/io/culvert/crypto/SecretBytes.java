package io.culvert.crypto;

import java.security.MessageDigest;

/** 32 octets that must not leak: copied in and out, compared in constant time, never printed. */
abstract sealed class SecretBytes permits PresharedKey, ServerPublicKey, ServerKeyPair {
  static final int LENGTH = 32;

  private final byte[] bytes;

  SecretBytes(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a key has " + LENGTH + " octets, not " + bytes.length);
    }
    this.bytes = bytes.clone();
  }

  /**
   * A copy. The caller overwrites a copy of a secret after use, unless it becomes a text, which
   * cannot be overwritten.
   */
  public final byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public final boolean equals(Object other) {
    return other != null
        && other.getClass() == getClass()
        && MessageDigest.isEqual(bytes, ((SecretBytes) other).bytes);
  }

  @Override
  public final int hashCode() {
    return getClass().hashCode();
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + "[redacted]";
  }
}
