package io.culvert.crypto;

import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;

/** One side's X25519 pair of one handshake. For one thread. */
public final class EphemeralKeyPair {
  private final byte[] privateKey;
  private final byte[] publicKey;

  private EphemeralKeyPair(byte[] privateKey) {
    this.privateKey = privateKey;
    this.publicKey = X25519.publicKey(privateKey);
  }

  public static EphemeralKeyPair generate(SecureRandom random) {
    return new EphemeralKeyPair(X25519.privateKey(random));
  }

  /** The pair of this private key, {@value X25519#LENGTH} octets that are taken over. */
  public static EphemeralKeyPair of(byte[] privateKey) {
    return new EphemeralKeyPair(privateKey);
  }

  public byte[] publicKey() {
    return publicKey;
  }

  /**
   * @throws InvalidKeyException if the public key is a point of small order
   */
  public SharedSecret agree(byte[] publicKey) throws InvalidKeyException {
    return SharedSecret.agree(privateKey, publicKey);
  }

  public void wipe() {
    Arrays.fill(privateKey, (byte) 0);
  }
}
