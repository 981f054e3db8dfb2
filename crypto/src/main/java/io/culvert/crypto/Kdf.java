package io.culvert.crypto;

import com.google.crypto.tink.subtle.Hkdf;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The symmetric building blocks: HKDF-SHA256 (RFC 5869, by Tink), HMAC-SHA256 and SHA-256. */
public final class Kdf {
  public static final int HASH_LENGTH = 32;

  private Kdf() {}

  public static byte[] hkdf(byte[] salt, byte[] ikm, byte[] info, int length) {
    try {
      return Hkdf.computeHkdf("HMACSHA256", ikm, salt, info, length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF-SHA256 of " + length + " octets", e);
    }
  }

  public static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  public static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
