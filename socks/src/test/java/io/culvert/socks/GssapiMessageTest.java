package io.culvert.socks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Case 16: the messages of RFC 1961 as octets, both ways, and cut at every place. */
class GssapiMessageTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static GssapiMessage read(String hex) throws IOException {
    return GssapiMessage.readFrom(new ByteArrayInputStream(hex(hex)));
  }

  private static void check(String hex, GssapiMessage message) throws IOException {
    byte[] wire = hex(hex);
    assertArrayEquals(wire, message.octets());
    InputStream pipelined =
        new SequenceInputStream(
            new ByteArrayInputStream(wire), new ByteArrayInputStream(hex("aabb")));
    GssapiMessage read = GssapiMessage.readFrom(pipelined);
    assertEquals(message.getClass(), read.getClass());
    assertEquals(message.mtyp(), read.mtyp());
    assertArrayEquals(wire, read.octets());
    assertArrayEquals(hex("aabb"), pipelined.readAllBytes());
    for (int length = 0; length < wire.length; length++) {
      var cut = new ByteArrayInputStream(wire, 0, length);
      assertThrows(EOFException.class, () -> GssapiMessage.readFrom(cut), "cut at " + length);
    }
  }

  @Test
  void case16AuthenticationIs01() throws Exception {
    check("01 01 0003 c0ffee", new GssapiMessage.Authentication(hex("c0ffee")));
  }

  @Test
  void case16TheServersLastTokenMayBeEmpty() throws Exception {
    check("01 01 0000", new GssapiMessage.Authentication(new byte[0]));
  }

  @Test
  void case16TheProtectionLevelIs02() throws Exception {
    var encapsulated = new GssapiMessage.ProtectionNegotiation(hex("0504"));
    check("01 02 0002 0504", encapsulated);
    assertFalse(encapsulated.inClear());
    var clear = new GssapiMessage.ProtectionNegotiation(hex("03"));
    check("01 02 0001 03", clear);
    assertTrue(clear.inClear());
  }

  @Test
  void case16UserDataIs03() throws Exception {
    check("01 03 0004 deadbeef", new GssapiMessage.Encapsulated(hex("deadbeef")));
  }

  @Test
  void case16AnAbortHasNoLength() throws Exception {
    check("01 ff", new GssapiMessage.Abort());
    assertArrayEquals(hex("01 ff"), new GssapiException("refused").answer());
  }

  @Test
  void acceptsTokensOf65535Octets() throws Exception {
    byte[] token = new byte[65_535];
    new Random(16).nextBytes(token);
    byte[] wire = new GssapiMessage.Encapsulated(token).octets();
    assertEquals(4 + 65_535, wire.length);
    var read = GssapiMessage.readFrom(new ByteArrayInputStream(wire));
    assertArrayEquals(token, assertInstanceOf(GssapiMessage.Encapsulated.class, read).token());
  }

  @Test
  void makesNoTokenOf65536Octets() {
    byte[] token = new byte[65_536];
    assertThrows(IllegalArgumentException.class, () -> new GssapiMessage.Authentication(token));
    assertThrows(
        IllegalArgumentException.class, () -> new GssapiMessage.ProtectionNegotiation(token));
    assertThrows(IllegalArgumentException.class, () -> new GssapiMessage.Encapsulated(token));
  }

  @Test
  void rejectsOtherVersions() {
    for (String other : new String[] {"00 01 0000", "02 01 0000", "05 01 00 01", "ff ff"}) {
      assertThrows(GssapiException.class, () -> read(other), other);
    }
  }

  @Test
  void rejectsOtherTypes() {
    for (int mtyp = 0; mtyp < 0xff; mtyp++) {
      if (mtyp < 1 || mtyp > 3) {
        String wire = "01 %02x 0000".formatted(mtyp);
        assertThrows(GssapiException.class, () -> read(wire), wire);
      }
    }
  }

  @Test
  void theEndBeforeAMessageIsNotAnError() throws Exception {
    assertEquals(Optional.empty(), GssapiMessage.readNext(InputStream.nullInputStream()));
    var cut = new ByteArrayInputStream(hex("01"));
    assertThrows(EOFException.class, () -> GssapiMessage.readNext(cut));
  }

  @Test
  void anyOctetsEndInAMessageOrInItsOwnException() {
    var random = new Random(1961);
    for (int i = 0; i < 20_000; i++) {
      byte[] octets = new byte[random.nextInt(40)];
      random.nextBytes(octets);
      if (octets.length > 1 && random.nextBoolean()) {
        octets[0] = 1;
        octets[1] = (byte) random.nextInt(5);
      }
      try {
        GssapiMessage message = GssapiMessage.readFrom(new ByteArrayInputStream(octets));
        assertTrue(message.octets().length <= octets.length);
      } catch (GssapiException | EOFException e) {
        // What a reader may do with wrong octets.
      } catch (IOException e) {
        throw new AssertionError(HexFormat.of().formatHex(octets), e);
      }
    }
  }

  @Test
  void aProtectionLevelIsOneOctet() {
    assertEquals(0, ProtectionLevel.NONE.code());
    assertEquals(1, ProtectionLevel.INTEGRITY.code());
    assertEquals(2, ProtectionLevel.CONFIDENTIALITY.code());
    assertEquals(3, ProtectionLevel.SELECTIVE.code());
    assertEquals(255, new ProtectionLevel(255).code());
    assertThrows(IllegalArgumentException.class, () -> new ProtectionLevel(256));
    assertThrows(IllegalArgumentException.class, () -> new ProtectionLevel(-1));
  }
}
