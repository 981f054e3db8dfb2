package io.culvert.crypto;

import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;

/** A server's static X25519 pair. Immutable. */
public final class ServerKeyPair extends SecretBytes {
  private final ServerPublicKey publicKey;

  private ServerKeyPair(byte[] privateKey) {
    super(privateKey);
    this.publicKey = ServerPublicKey.of(X25519.publicKey(privateKey));
  }

  /**
   * @throws IllegalArgumentException if these are not 32 octets
   */
  public static ServerKeyPair of(byte[] privateKey) {
    return new ServerKeyPair(privateKey);
  }

  public static ServerKeyPair generate(SecureRandom random) {
    return new ServerKeyPair(X25519.privateKey(random));
  }

  public ServerPublicKey publicKey() {
    return publicKey;
  }

  /**
   * @throws InvalidKeyException if the peer's public key is a point of small order
   */
  public SharedSecret agree(byte[] peerPublicKey) throws InvalidKeyException {
    byte[] privateKey = bytes();
    try {
      return SharedSecret.agree(privateKey, peerPublicKey);
    } finally {
      Arrays.fill(privateKey, (byte) 0);
    }
  }
}
