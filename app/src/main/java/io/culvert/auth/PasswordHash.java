package io.culvert.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A salted, slow hash of a password: one block of PBKDF2 (RFC 8018 section 5.2) with HMAC-SHA-256.
 * Its text form is {@code pbkdf2-sha256$ITERATIONS$SALT$HASH}, with salt and hash in base64url.
 * Immutable.
 */
final class PasswordHash {
  private static final String SCHEME = "pbkdf2-sha256";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SALT_LENGTH = 16;
  private static final int HASH_LENGTH = 32;
  private static final int MIN_ITERATIONS = 1_000;
  private static final int MAX_ITERATIONS = 10_000_000;

  /** The iterations of new hashes, which take a core about a third of a second. */
  static final int ITERATIONS = 600_000;

  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int iterations, byte[] salt, byte[] hash) {
    this.iterations = iterations;
    this.salt = salt;
    this.hash = hash;
  }

  /** Hashes a password under a fresh salt. */
  static PasswordHash of(byte[] password, int iterations, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    return new PasswordHash(iterations, salt, derive(password, salt, iterations));
  }

  /** Returns a hash that no password matches; a check against it takes the usual time. */
  static PasswordHash unmatchable(int iterations, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    return new PasswordHash(iterations, salt, new byte[0]);
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  static PasswordHash parse(String text) {
    String[] fields = text.split("\\$", -1);
    if (fields.length != 4 || !fields[0].equals(SCHEME)) {
      throw new IllegalArgumentException("the hash is not " + SCHEME + "$ITERATIONS$SALT$HASH");
    }
    byte[] hash = Base64.getUrlDecoder().decode(fields[3]);
    if (hash.length != HASH_LENGTH) {
      throw new IllegalArgumentException(
          "the hash has " + hash.length + " bytes, not " + HASH_LENGTH);
    }
    return new PasswordHash(
        parseIterations(fields[1]), Base64.getUrlDecoder().decode(fields[2]), hash);
  }

  private static int parseIterations(String digits) {
    int iterations = digits.matches("\\d{1,8}") ? Integer.parseInt(digits) : 0;
    if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
      throw new IllegalArgumentException(
          "the iterations are not in %d..%d".formatted(MIN_ITERATIONS, MAX_ITERATIONS));
    }
    return iterations;
  }

  /** Whether this is the hash of the password. The comparison takes constant time. */
  boolean matches(byte[] password) {
    return MessageDigest.isEqual(derive(password, salt, iterations), hash);
  }

  int iterations() {
    return iterations;
  }

  /** PBKDF2's first block: U1 xor U2 xor ... with U1 = HMAC(password, salt | 00000001). */
  static byte[] derive(byte[] password, byte[] salt, int iterations) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      // HMAC pads short keys with zeros, so an empty password is one zero byte.
      mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, ALGORITHM));
      mac.update(salt);
      byte[] u = mac.doFinal(new byte[] {0, 0, 0, 1});
      byte[] sum = u.clone();
      for (int i = 1; i < iterations; i++) {
        mac.update(u);
        mac.doFinal(u, 0);
        addTo(sum, u);
      }
      return sum;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  private static void addTo(byte[] sum, byte[] u) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] ^= u[i];
    }
  }

  /** The text form, which {@link #parse} reads. */
  String text() {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return String.join(
        "$",
        SCHEME,
        Integer.toString(iterations),
        base64.encodeToString(salt),
        base64.encodeToString(hash));
  }
}
