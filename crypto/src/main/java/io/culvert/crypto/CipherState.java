package io.culvert.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Noise's CipherState (rev. 34 section 5.1) with AESGCM (section 12.4): a key and a counting nonce.
 * For one thread.
 */
public final class CipherState {
  public static final int TAG_LENGTH = 16;

  private static final int NONCE_LENGTH = 12;

  private final SecretKeySpec key;
  private long nonce;

  CipherState(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  byte[] encryptWithAd(byte[] ad, byte[] plaintext) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, key, nextNonce(), ad).doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM sealing", e);
    }
  }

  /**
   * @throws AEADBadTagException if the ciphertext is not authentic
   */
  byte[] decryptWithAd(byte[] ad, byte[] ciphertext) throws AEADBadTagException {
    try {
      return cipher(Cipher.DECRYPT_MODE, key, nextNonce(), ad).doFinal(ciphertext);
    } catch (AEADBadTagException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM opening", e);
    }
  }

  private byte[] nextNonce() {
    return ByteBuffer.allocate(NONCE_LENGTH).putInt(0).putLong(nonce++).array();
  }

  static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, byte[] ad)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * 8, nonce));
    cipher.updateAAD(ad);
    return cipher;
  }
}
