package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.subtle.StreamSegmentEncrypter;
import io.culvert.crypto.CipherState;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * Records from somebody without the key, which are all refused, and from a peer that breaks the
 * rules: nothing but a RecordException, and no room asked for beyond the limit. Replays what was
 * found; {@code JAZZER_FUZZ=1 ./mvnw test -pl crypto -Dtest='StreamFuzzTest#forged'} looks for
 * more.
 */
class StreamFuzzTest {
  private static final byte[] HASH = new byte[32];
  private static final int SEGMENT = StreamSealer.MAX_BODY_LENGTH + CipherState.TAG_LENGTH;

  private static AesGcmHkdfStreaming streaming() throws GeneralSecurityException {
    return new AesGcmHkdfStreaming(new byte[32], "HmacSha256", 32, SEGMENT, 0);
  }

  private static StreamOpener opener() throws GeneralSecurityException {
    return new StreamOpener(streaming().newStreamSegmentDecrypter(), HASH);
  }

  @FuzzTest
  void forged(byte[] octets) throws Exception {
    StreamOpener opener = opener();
    byte[] wire = Arrays.copyOf(octets, Math.max(60, octets.length));
    opener.start(wire, 0);
    try {
      opener.openHeader(ByteBuffer.wrap(wire).position(StreamOpener.STREAM_HEADER_LENGTH));
    } catch (RecordException e) {
      return;
    }
    throw new AssertionError("a record was forged");
  }

  /**
   * Any records, sealed with the right key. Of the octets, each five are a header, whether its body
   * is sealed as the last segment is in the highest bit of the first.
   */
  @FuzzTest
  void sealedByThePeer(byte[] octets) throws Exception {
    StreamSegmentEncrypter encrypter = streaming().newStreamSegmentEncrypter(HASH);
    StreamOpener opener = opener();
    byte[] header = new byte[1 + StreamOpener.STREAM_HEADER_LENGTH];
    encrypter.getHeader().get(header);
    opener.start(header, 1);
    var plain = ByteBuffer.wrap(octets);
    try {
      while (plain.remaining() >= 5) {
        boolean terminal = opener.finished();
        receive(opener, encrypter, plain);
        assertTrue(!terminal, "a record behind the end");
      }
    } catch (RecordException e) {
      // Refused, as it may be.
    }
  }

  private static void receive(
      StreamOpener opener, StreamSegmentEncrypter encrypter, ByteBuffer plain) throws Exception {
    byte[] header = new byte[5];
    plain.get(header);
    boolean last = header[0] < 0;
    header[0] &= 0x7f;
    RecordHeader opened =
        opener.openHeader(ByteBuffer.wrap(seal(encrypter, ByteBuffer.wrap(header), false)));
    assertTrue(opened.length() + opened.padLength() <= StreamSealer.MAX_BODY_LENGTH);
    if (opened.bodyLength() == 0) {
      return;
    }
    var body = ByteBuffer.allocate(opened.length() + opened.padLength());
    plain.get(body.array(), 0, Math.min(plain.remaining(), opened.length()));
    byte[] sent = Arrays.copyOf(body.array(), opened.length());
    byte[] sealed = seal(encrypter, body, last);
    assertEquals(opened.bodyLength(), sealed.length);
    var received = ByteBuffer.allocate(opened.length() + opened.padLength());
    opener.openBody(opened, ByteBuffer.wrap(sealed), received);
    assertEquals(opened.type().terminal(), last, "the last segment is the end's and no other's");
    assertEquals(ByteBuffer.wrap(sent), received.flip());
  }

  private static byte[] seal(StreamSegmentEncrypter encrypter, ByteBuffer plain, boolean last)
      throws GeneralSecurityException {
    var wire = ByteBuffer.allocate(plain.remaining() + CipherState.TAG_LENGTH);
    encrypter.encryptSegment(plain, last, wire);
    return wire.array();
  }
}
