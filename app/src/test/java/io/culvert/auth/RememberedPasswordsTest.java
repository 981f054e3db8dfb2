package io.culvert.auth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RememberedPasswordsTest {
  private final RememberedPasswords remembered = new RememberedPasswords(new SecureRandom());

  @Test
  void remembersAPairUnderItsUser() {
    byte[] digest = remembered.digest("ali", new byte[] {1});
    assertFalse(remembered.contains("ali", digest));
    remembered.add("ali", digest);
    assertTrue(remembered.contains("ali", remembered.digest("ali", new byte[] {1})));
    assertFalse(remembered.contains("bea", digest));
    assertFalse(remembered.contains("ali", remembered.digest("ali", new byte[] {2})));
  }

  @Test
  void distinguishesPairsWithTheSameConcatenation() {
    assertFalse(
        Arrays.equals(
            remembered.digest("a", new byte[] {'b'}), remembered.digest("ab", new byte[0])));
    assertFalse(
        Arrays.equals(
            remembered.digest("1:", new byte[0]), remembered.digest("", new byte[] {'1', ':'})));
  }

  @Test
  void usesAnotherKeyInEachProcess() {
    var other = new RememberedPasswords(new SecureRandom());
    assertFalse(Arrays.equals(remembered.digest("a", new byte[1]), other.digest("a", new byte[1])));
    assertArrayEquals(remembered.digest("a", new byte[1]), remembered.digest("a", new byte[1]));
  }
}
