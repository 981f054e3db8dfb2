package io.culvert.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.wire.ClientHandshake;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With a prefix, no first packet is taken for fully encrypted traffic; without one, nearly all are.
 */
class FirstPacketTest {
  private static final int CONNECTIONS = 1000;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final ServerKeyPair SERVER = ServerKeyPair.generate(RANDOM);
  private static final UserId USER = UserId.generate(RANDOM);
  private static final PresharedKey PSK = PresharedKey.generate(RANDOM);

  private static long exempt(String prefix, int connections) {
    byte[] bytes = prefix.getBytes(StandardCharsets.ISO_8859_1);
    return IntStream.range(0, connections)
        .mapToObj(i -> new ClientHandshake(SERVER.publicKey(), USER, PSK, RANDOM, bytes))
        .map(client -> client.message1(System.currentTimeMillis()))
        .filter(packet -> ExemptionRules.exempt(packet))
        .count();
  }

  /**
   * The first is the one that the reference page names; six printable bytes are the fewest that do.
   */
  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1", "abcdef"})
  void withAPrefixAllAreExempt(String prefix) {
    assertEquals(CONNECTIONS, exempt(prefix, CONNECTIONS));
  }

  /** Else the rules, or this test, would find everything exempt. */
  @Test
  void withoutAPrefixMostAreNot() {
    assertTrue(exempt("", 200) < 10);
  }

  @Test
  void fivePrintableBytesAreNotEnough() {
    assertTrue(exempt("abcde", 200) < 180);
  }

  @Test
  void theRulesAtTheirBorders() {
    assertTrue(ExemptionRules.popcount(bits(34)));
    assertFalse(ExemptionRules.popcount(bits(35)));
    assertFalse(ExemptionRules.popcount(bits(45)));
    assertTrue(ExemptionRules.popcount(bits(46)));
    assertTrue(ExemptionRules.printableStart(bytes("      \u007f")));
    assertFalse(ExemptionRules.printableStart(bytes("~~~~~\u007f~")));
    assertTrue(ExemptionRules.mostlyPrintable(bytes("ab\u0000")));
    assertFalse(ExemptionRules.mostlyPrintable(bytes("ab\u0000\u0000")));
    assertTrue(ExemptionRules.printableRun(bytes("\u0000" + "x".repeat(21))));
    assertFalse(ExemptionRules.printableRun(bytes("x".repeat(20) + "\u0000" + "x".repeat(20))));
    assertTrue(ExemptionRules.tlsOrHttp(bytes("\u0017\u0003\t")));
    assertFalse(ExemptionRules.tlsOrHttp(bytes("\u0017\u0003\n")));
    assertTrue(ExemptionRules.tlsOrHttp(bytes("HEAD /")));
    assertFalse(ExemptionRules.tlsOrHttp(bytes("GETS")));
  }

  /** Ten bytes with so many bits set. */
  private static byte[] bits(int count) {
    byte[] bytes = new byte[10];
    for (int i = 0; i < count; i++) {
      bytes[i % 10] |= (byte) (1 << (i / 10));
    }
    return bytes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
