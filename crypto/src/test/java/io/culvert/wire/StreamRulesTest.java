package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.subtle.StreamSegmentEncrypter;
import io.culvert.crypto.CipherState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that a peer with the right key seals against the rules, and the last segments of all. */
class StreamRulesTest {
  private static final byte[] HASH = new byte[32];
  private static final int SEGMENT = StreamSealer.MAX_BODY_LENGTH + CipherState.TAG_LENGTH;
  private static final byte[] BODY = {1, 2, 3};

  private final StreamSegmentEncrypter encrypter = streaming().newStreamSegmentEncrypter(HASH);
  private final StreamOpener opener =
      new StreamOpener(streaming().newStreamSegmentDecrypter(), HASH);

  StreamRulesTest() throws Exception {
    start(opener);
  }

  private static AesGcmHkdfStreaming streaming() throws GeneralSecurityException {
    return new AesGcmHkdfStreaming(new byte[32], "HmacSha256", 32, SEGMENT, 0);
  }

  private void start(StreamOpener opener) throws RecordException {
    byte[] header = new byte[1 + StreamOpener.STREAM_HEADER_LENGTH];
    encrypter.getHeader().get(header);
    opener.start(header, 1);
  }

  private ByteBuffer segment(byte[] plain, boolean last) throws GeneralSecurityException {
    var wire = ByteBuffer.allocate(plain.length + CipherState.TAG_LENGTH);
    encrypter.encryptSegment(ByteBuffer.wrap(plain), last, wire);
    return wire.flip();
  }

  /** A header as hex {@code type | padLen | len}, and its body if it has one. */
  private void receive(String header, byte[] body, boolean last) throws Exception {
    byte[] plain = HexFormat.of().parseHex(header.replace(" ", ""));
    RecordHeader opened = opener.openHeader(segment(plain, false));
    opener.openBody(opened, segment(body, last), ByteBuffer.allocate(body.length));
  }

  private void assertRefused(String header, byte[] body, boolean last) {
    assertThrows(RecordException.class, () -> receive(header, body, last), header);
  }

  @Test
  void theEndsBodyIsTheLastSegment() throws Exception {
    receive("03 0000 0003", BODY, false);
    receive("05 0003 0000", BODY, true);
    assertTrue(opener.finished());
  }

  @Test
  void anEndThatIsNotTheLastSegmentIsRefused() {
    assertRefused("05 0003 0000", BODY, false);
    assertFalse(opener.finished());
  }

  @Test
  void aResetThatIsNotTheLastSegmentIsRefused() {
    assertRefused("06 0002 0001", BODY, false);
    assertFalse(opener.finished());
  }

  @Test
  void dataThatIsTheLastSegmentIsRefused() {
    assertRefused("03 0000 0003", BODY, true);
  }

  @Test
  void aHeaderThatIsTheLastSegmentIsRefused() throws Exception {
    ByteBuffer header = segment(HexFormat.of().parseHex("0300000003"), true);
    assertThrows(RecordException.class, () -> opener.openHeader(header));
  }

  @ParameterizedTest
  @ValueSource(strings = {"05 0001 0000", "06 0001 0000", "03 0000 0001", "07 0000 0000"})
  void nothingFollowsTheEndNotEvenAnother(String header) throws Exception {
    receive("05 0003 0000", BODY, true);
    assertRefused(header, new byte[1], true);
    assertTrue(opener.finished());
  }

  @ParameterizedTest
  @ValueSource(strings = {"05 0000 0000", "06 0000 0000"})
  void anEndWithoutABodyIsRefused(String header) {
    assertRefused(header, BODY, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00 0000 0003", "09 0000 0003", "7f 0000 0003", "ff 0000 0003"})
  void unknownTypesAreRefused(String header) {
    assertRefused(header, BODY, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"07 0000 0003", "07 0002 0001", "08 0000 0003", "08 0002 0001"})
  void aKeepAliveWithABodyIsRefused(String header) {
    assertRefused(header, BODY, false);
  }

  @Test
  void aKeepAliveMayHavePadding() throws Exception {
    receive("07 0003 0000", BODY, false);
    receive("08 0003 0000", BODY, false);
    opener.openHeader(segment(HexFormat.of().parseHex("0700000000"), false));
    opener.openHeader(segment(HexFormat.of().parseHex("0800000000"), false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"03 0000 fff0", "03 ffef 0001", "03 ffff ffff", "05 fff0 0000"})
  void moreThanTheLargestRecordIsRefused(String header) {
    assertRefused(header, BODY, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"03 0000 ffef", "03 ffef 0000", "03 8000 7fef"})
  void theLargestRecordIsNot(String header) throws Exception {
    receive(header, new byte[StreamSealer.MAX_BODY_LENGTH], false);
  }

  @Test
  void aBodyEndsWhereItsPaddingBegins() throws Exception {
    byte[] header = HexFormat.of().parseHex("0300020001");
    RecordHeader opened = opener.openHeader(segment(header, false));
    var plain = ByteBuffer.allocate(100).position(10);
    var wire = ByteBuffer.allocate(100).put(segment(BODY, false)).flip().limit(30);
    opener.openBody(opened, wire, plain);
    assertTrue(plain.position() == 11 && plain.get(10) == 1);
    assertTrue(wire.position() == 19 && wire.limit() == 30);
  }

  /** Tink's own count, which no test could reach by sealing. */
  private void skipTo(long segments) throws ReflectiveOperationException {
    var count = encrypter.getClass().getDeclaredField("encryptedSegments");
    count.setAccessible(true);
    count.setLong(encrypter, segments);
  }

  @Test
  void theSealerStopsBeforeItsSegmentsRunOut() throws Exception {
    var last = new StreamSealer(encrypter, new RecordPadding(new byte[16]), (1L << 30) - 2);
    skipTo((1L << 31) - 4);
    var wire = ByteBuffer.allocate(2 * SEGMENT);
    last.seal(RecordType.DATA, ByteBuffer.wrap(BODY), wire);
    assertThrows(IOException.class, () -> last.seal(RecordType.DATA, ByteBuffer.wrap(BODY), wire));
    assertFalse(last.finished());

    var other = new StreamOpener(streaming().newStreamSegmentDecrypter(), HASH, (1L << 31) - 4);
    start(other);
    assertArrayEquals(BODY, Records.opened(other, wire.flip(), RecordType.DATA));
  }

  @Test
  void theOpenerTakesFewerThanTwoToThe31SegmentsAndNoMore() throws Exception {
    skipTo((1L << 31) - 3);
    var last = new StreamOpener(streaming().newStreamSegmentDecrypter(), HASH, (1L << 31) - 3);
    start(last);
    byte[] pad = HexFormat.of().parseHex("0700000000");
    last.openHeader(segment(pad, false));
    last.openHeader(segment(pad, false));
    ByteBuffer tooMany = segment(pad, false);
    assertThrows(RecordException.class, () -> last.openHeader(tooMany));
  }
}
