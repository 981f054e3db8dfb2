package io.culvert.crypto;

import java.security.SecureRandom;

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
}
