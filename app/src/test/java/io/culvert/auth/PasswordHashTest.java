package io.culvert.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] PASSWORD = "correct horse".getBytes(US_ASCII);

  /** The first 32 of the 64 octets in RFC 7914 section 11. */
  @ParameterizedTest
  @CsvSource({
    "passwd, salt, 1, 55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc",
    "Password, NaCl, 80000, 4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
  })
  void agreesWithRfc7914(String password, String salt, int iterations, String hash) {
    byte[] derived =
        PasswordHash.derive(password.getBytes(US_ASCII), salt.getBytes(US_ASCII), iterations);
    assertEquals(hash, HexFormat.of().formatHex(derived));
  }

  @Test
  void matchesThePasswordAndNoOther() {
    PasswordHash hash = PasswordHash.of(PASSWORD, 1_000, RANDOM);
    assertTrue(hash.matches(PASSWORD));
    assertFalse(hash.matches("correct horse ".getBytes(US_ASCII)));
    assertFalse(hash.matches(new byte[0]));
  }

  @Test
  void isReadAsItWasWritten() {
    PasswordHash hash = PasswordHash.parse(PasswordHash.of(PASSWORD, 1_000, RANDOM).text());
    assertEquals(1_000, hash.iterations());
    assertTrue(hash.matches(PASSWORD));
  }

  @Test
  void hasAnotherSaltEachTime() {
    assertNotEquals(
        PasswordHash.of(PASSWORD, 1_000, RANDOM).text(),
        PasswordHash.of(PASSWORD, 1_000, RANDOM).text());
  }

  @Test
  void theUnmatchableHashMatchesNothing() {
    PasswordHash nobody = PasswordHash.unmatchable(1_000, RANDOM);
    assertFalse(nobody.matches(PASSWORD));
    assertFalse(nobody.matches(new byte[0]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "pbkdf2-sha1$1000$AAAA$HASH",
        "pbkdf2-sha256$999$AAAA$HASH",
        "pbkdf2-sha256$10000001$AAAA$HASH",
        "pbkdf2-sha256$x$AAAA$HASH",
        "pbkdf2-sha256$1000$AA!A$HASH",
        "pbkdf2-sha256$1000$AAAA$HASHAA",
        "pbkdf2-sha256$1000$AAAA$",
        "pbkdf2-sha256$1000$AAAA",
        "pbkdf2-sha256$1000$AAAA$HASH$"
      })
  void refusesOtherForms(String text) {
    String hash = text.replace("HASH", "A".repeat(43));
    assertThrows(IllegalArgumentException.class, () -> PasswordHash.parse(hash));
  }
}
