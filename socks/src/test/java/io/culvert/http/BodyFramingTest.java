package io.culvert.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which octets belong to a request, however they come. */
class BodyFramingTest {
  private static final String NEXT = "GET http://other.example/ HTTP/1.1\r\n";

  private static int accept(BodyFraming framing, String octets) throws HttpException {
    var buffer = ByteBuffer.wrap(Heads.octets("before" + octets)).position(6);
    int taken = framing.accept(buffer);
    assertEquals(6, buffer.position());
    return taken;
  }

  /** Takes all of the body and nothing else, whole, octet by octet, and split at every place. */
  private static void assertFrames(BodyLength length, String body) throws Exception {
    var whole = length.framing();
    assertEquals(body.length(), accept(whole, body + NEXT));
    assertTrue(whole.complete());
    assertEquals(0, accept(whole, NEXT));
    var slow = length.framing();
    for (int i = 0; i < body.length(); i++) {
      assertFalse(slow.complete(), "at " + i);
      assertEquals(1, accept(slow, body.substring(i, i + 1)));
    }
    assertTrue(slow.complete());
    for (int i = 0; i < body.length(); i++) {
      var split = length.framing();
      assertEquals(i, accept(split, body.substring(0, i)));
      assertEquals(body.length() - i, accept(split, body.substring(i) + NEXT));
    }
  }

  @Test
  void noContentIsCompleteAtOnce() throws Exception {
    var framing = BodyLength.NONE.framing();
    assertTrue(framing.complete());
    assertEquals(0, accept(framing, NEXT));
  }

  @Test
  void contentOfAKnownLength() throws Exception {
    assertFrames(new BodyLength.Exact(1), "x");
    assertFrames(new BodyLength.Exact(11), "hello\r\n\r\n\0!");
    var huge = new BodyLength.Exact(999_999_999_999_999_999L).framing();
    assertEquals(5, accept(huge, "hello"));
    assertFalse(huge.complete());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0\r\n\r\n",
        "000\r\n\r\n",
        "5\r\nhello\r\n0\r\n\r\n",
        "a\r\n0\r\n\r\n12345\r\n0\r\n\r\n",
        "A\r\n0123456789\r\n1\r\n\n\r\n00\r\n\r\n",
        "1f\r\n0123456789012345678901234567890\r\n0\r\n\r\n",
        "5;name=value;other=\"quoted \u00e9\"\r\nhello\r\n0;last\r\n\r\n",
        "5 \t;a\r\nhello\r\n0\t\r\n\r\n",
        "0\r\nX-Sum: 1\r\nX-Other:\t2\r\nX-Empty:\r\n\r\n",
        "000000000000001\r\nx\r\n0\r\n\r\n",
      })
  void contentInChunks(String body) throws Exception {
    assertFrames(new BodyLength.Chunked(), body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        ";a\r\n",
        " 5\r\n",
        "g\r\n",
        "5g\r\n",
        "-5\r\n",
        "0x5\r\n",
        "5\n",
        "5\rx",
        "3 3\r\n",
        "3 \t3;a\r\n",
        "3 x\r\n",
        "5;a\n",
        "5;a\0b\r\n",
        "5;a\u007f\r\n",
        "5;a\rb",
        "5\r\nhello!",
        "5\r\nhello\n",
        "5\r\nhello\r\r",
        "5\r\nhello\r\n\r\n",
        "0\r\n\n",
        "0\r\nX: y\n",
        "0\r\nX: \u0001\r\n",
        "0\r\nX: y\rz",
        "0\r\nX\r\n",
        "0\r\nX: y\r\nZ\r\n",
        "0\r\n: y\r\n",
        "0\r\nX : y\r\n",
        "0\r\nX\"Y: z\r\n",
        "0\r\n folded\r\n",
        "0\r\nX: y\r\n\tfolded\r\n",
        "0\r\n\r\r",
        "0000000000000001\r\n",
      })
  void chunksThatAreNone(String body) {
    assertThrows(
        HttpException.Malformed.class, () -> accept(new BodyLength.Chunked().framing(), body));
  }

  @Test
  void reportF2ContentThatEndsWithItsConnectionNeverEndsItself() throws Exception {
    var framing = new BodyLength.UntilClose().framing();
    assertEquals(5, accept(framing, "hello"));
    assertFalse(framing.complete());
  }

  @Test
  void aBigChunkIsAwaited() throws Exception {
    var framing = new BodyLength.Chunked().framing();
    String size = "fffffffffffffff\r\n";
    assertEquals(size.length() + 1000, accept(framing, size + "x".repeat(1000)));
    assertFalse(framing.complete());
  }

  @Test
  void extensionsAndTrailersHaveALimitTogether() throws Exception {
    for (String start : List.of("1;", "0\r\n")) {
      var framing = new BodyLength.Chunked().framing();
      int counted = start.equals("1;") ? 1 : 0;
      accept(framing, start + "x".repeat(16 * 1024 - counted));
      assertThrows(HttpException.TooLong.class, () -> accept(framing, "x"));
    }
    var many = new BodyLength.Chunked().framing();
    accept(many, "1;23\r\nx\r\n".repeat(16 * 1024 / 3));
    assertThrows(HttpException.TooLong.class, () -> accept(many, "1;23\r\nx\r\n"));
  }
}
