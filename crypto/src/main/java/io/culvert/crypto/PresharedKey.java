package io.culvert.crypto;

import java.security.SecureRandom;

/** A user's 32-octet random secret, the psk of Noise's psk0 modifier. Immutable. */
public final class PresharedKey extends SecretBytes {
  private PresharedKey(byte[] bytes) {
    super(bytes);
  }

  /**
   * @throws IllegalArgumentException if these are not 32 octets
   */
  public static PresharedKey of(byte[] bytes) {
    return new PresharedKey(bytes);
  }

  public static PresharedKey generate(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new PresharedKey(bytes);
  }
}
