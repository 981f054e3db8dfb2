package io.culvert.crypto;

/**
 * A server's X25519 public key (RFC 7748 section 5, 32 octets). Only its users know it: whoever
 * does can tell that a server speaks this protocol, so it is treated as their secret. Immutable
 * until wiped.
 */
public final class ServerPublicKey extends SecretBytes {
  private ServerPublicKey(byte[] bytes) {
    super(bytes);
  }

  /**
   * @throws IllegalArgumentException if these are not 32 octets
   */
  public static ServerPublicKey of(byte[] bytes) {
    return new ServerPublicKey(bytes);
  }
}
