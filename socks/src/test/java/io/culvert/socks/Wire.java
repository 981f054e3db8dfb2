package io.culvert.socks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Messages as octets. */
public final class Wire {
  private Wire() {}

  @FunctionalInterface
  public interface Reader<T> {
    T readFrom(InputStream in) throws IOException;
  }

  public static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  /** Reads back what is expected, leaves what follows, and takes no prefix for the whole. */
  public static <T> void check(String hex, T message, byte[] octets, Reader<T> reader)
      throws Exception {
    byte[] wire = hex(hex);
    assertArrayEquals(wire, octets);
    var pipelined =
        new ByteArrayInputStream(
            (new String(wire, StandardCharsets.ISO_8859_1) + "next")
                .getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(message, reader.readFrom(pipelined));
    assertEquals("next", new String(pipelined.readAllBytes(), StandardCharsets.ISO_8859_1));
    assertEquals(message, reader.readFrom(new ByteByByte(wire)));
    for (int length = 0; length < wire.length; length++) {
      var cut = new ByteArrayInputStream(wire, 0, length);
      assertThrows(EOFException.class, () -> reader.readFrom(cut), "cut at " + length);
    }
  }
}
