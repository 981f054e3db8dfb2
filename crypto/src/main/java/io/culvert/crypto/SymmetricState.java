package io.culvert.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;

/** Noise's SymmetricState (rev. 34 section 5.2) with SHA256. For one thread. */
final class SymmetricState {
  private static final byte[] NOTHING = {};

  private byte[] ck;
  private byte[] h;
  private CipherState cipher;

  /**
   * @param protocolName at most 32 octets, so that it needs no hashing
   */
  SymmetricState(String protocolName) {
    h = Arrays.copyOf(protocolName.getBytes(StandardCharsets.US_ASCII), Kdf.HASH_LENGTH);
    ck = h.clone();
  }

  void mixHash(byte[] data) {
    h = Kdf.sha256(h, data);
  }

  void mixKey(byte[] ikm) {
    byte[] out = Kdf.hkdf(ck, ikm, NOTHING, 2 * Kdf.HASH_LENGTH);
    ck = Arrays.copyOf(out, Kdf.HASH_LENGTH);
    cipher = new CipherState(Arrays.copyOfRange(out, Kdf.HASH_LENGTH, 2 * Kdf.HASH_LENGTH));
    Arrays.fill(out, (byte) 0);
  }

  void mixKeyAndHash(byte[] ikm) {
    byte[] out = Kdf.hkdf(ck, ikm, NOTHING, 3 * Kdf.HASH_LENGTH);
    ck = Arrays.copyOf(out, Kdf.HASH_LENGTH);
    mixHash(Arrays.copyOfRange(out, Kdf.HASH_LENGTH, 2 * Kdf.HASH_LENGTH));
    cipher = new CipherState(Arrays.copyOfRange(out, 2 * Kdf.HASH_LENGTH, 3 * Kdf.HASH_LENGTH));
    Arrays.fill(out, (byte) 0);
  }

  byte[] encryptAndHash(byte[] plaintext) {
    byte[] ciphertext = cipher.encryptWithAd(h, plaintext);
    mixHash(ciphertext);
    return ciphertext;
  }

  byte[] decryptAndHash(byte[] ciphertext) throws AEADBadTagException {
    byte[] plaintext = cipher.decryptWithAd(h, ciphertext);
    mixHash(ciphertext);
    return plaintext;
  }

  byte[] handshakeHash() {
    return h.clone();
  }

  /**
   * The two transport keys, initiator's first, one after the other; the chaining key is gone
   * afterwards.
   */
  byte[] split() {
    byte[] keys = Kdf.hkdf(ck, NOTHING, NOTHING, 2 * Kdf.HASH_LENGTH);
    Arrays.fill(ck, (byte) 0);
    return keys;
  }
}
