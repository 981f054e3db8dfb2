package io.culvert.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A cache of verified pairs of user and password, stored as HMAC-SHA-256 under a random key that
 * never leaves this object. Holds one pair per user. Thread-safe.
 */
final class RememberedPasswords {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_LENGTH = 32;

  private final SecretKeySpec key;
  private final Map<String, byte[]> pairs = new ConcurrentHashMap<>();

  RememberedPasswords(SecureRandom random) {
    byte[] bytes = new byte[KEY_LENGTH];
    random.nextBytes(bytes);
    key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /**
   * Returns the digest of a pair. The length of the user's name comes first, so that different
   * pairs never have the same input.
   */
  byte[] digest(String user, byte[] password) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] name = user.getBytes(StandardCharsets.UTF_8);
      mac.update((name.length + ":").getBytes(StandardCharsets.US_ASCII));
      mac.update(name);
      return mac.doFinal(password);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  boolean contains(String user, byte[] digest) {
    byte[] known = pairs.get(user);
    return known != null && MessageDigest.isEqual(known, digest);
  }

  void add(String user, byte[] digest) {
    pairs.put(user, digest);
  }
}
