package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamTest {
  private static final byte[] NOTHING = {};

  private SessionKeys near;
  private SessionKeys far;
  private StreamSealer sealer;
  private StreamOpener opener;

  @BeforeEach
  void handshake() throws Exception {
    SessionKeys[] both = Records.bothEnds();
    near = both[0];
    far = both[1];
    sealer = near.sealer(0);
    opener = far.opener(0);
  }

  private ByteBuffer first(RecordType type, byte[] body) throws Exception {
    ByteBuffer wire = Records.sealed(sealer, type, body);
    Records.start(opener, wire);
    return wire;
  }

  @Test
  void carriesTheLargestBody() throws Exception {
    byte[] body = new byte[StreamSealer.MAX_BODY_LENGTH];
    body[body.length - 1] = 7;
    ByteBuffer wire = first(RecordType.DATA, body);
    assertEquals(StreamOpener.RECORD_HEADER_LENGTH + body.length + 16, wire.remaining());
    assertArrayEquals(body, Records.opened(opener, wire, RecordType.DATA));
  }

  @Test
  void padsTheFirstEightRecordsAndNoLaterOnes() throws Exception {
    int padded = 0;
    for (int stream = 0; stream < 4; stream++) {
      sealer = near.sealer(stream);
      opener = far.opener(stream);
      for (int i = 0; i < 12; i++) {
        ByteBuffer wire = Records.sealed(sealer, RecordType.DATA, new byte[10]);
        if (i == 0) {
          Records.start(opener, wire);
        }
        int extra = wire.remaining() - StreamOpener.RECORD_HEADER_LENGTH - 10 - 16;
        padded += extra > 0 ? 1 : 0;
        assertTrue(
            extra >= 0 && extra <= (i < 8 ? 900 : 0), "record " + i + " has padding " + extra);
        assertArrayEquals(new byte[10], Records.opened(opener, wire, RecordType.DATA));
      }
    }
    assertTrue(padded >= 24, "of 32 records " + padded + " were padded");
  }

  @Test
  void refusesEveryFlippedByte() throws Exception {
    byte[] genuine = Records.sealed(sealer, RecordType.DATA, new byte[20]).array().clone();
    int length = length(genuine);
    for (int i = 0; i < length; i++) {
      StreamOpener fresh = far.opener(0);
      byte[] flipped = genuine.clone();
      flipped[i] ^= 1;
      var wire = ByteBuffer.wrap(flipped, 0, length);
      assertThrows(
          RecordException.class,
          () -> {
            Records.start(fresh, wire);
            Records.opened(fresh, wire, RecordType.DATA);
          },
          "octet " + i);
    }
  }

  /**
   * The length of the one record in the array, its stream header included, as a genuine opener
   * reads it.
   */
  private int length(byte[] sealed) throws RecordException {
    StreamOpener fresh = far.opener(0);
    var wire = ByteBuffer.wrap(sealed);
    Records.start(fresh, wire);
    return fresh.openHeader(wire).bodyLength() + wire.position();
  }

  @Test
  void refusesDroppedDoubledAndSwappedRecords() throws Exception {
    ByteBuffer one = first(RecordType.DATA, new byte[] {1});
    ByteBuffer two = Records.sealed(sealer, RecordType.DATA, new byte[] {2});
    assertThrows(RecordException.class, () -> opener.openHeader(two.duplicate()));
    StreamOpener again = far.opener(0);
    Records.start(again, ByteBuffer.wrap(one.array()));
    Records.opened(again, one.duplicate(), RecordType.DATA);
    assertThrows(RecordException.class, () -> again.openHeader(one.duplicate()));
  }

  @Test
  void nothingFollowsTheEnd() throws Exception {
    ByteBuffer end = first(RecordType.END, NOTHING);
    assertFalse(opener.finished());
    Records.opened(opener, end, RecordType.END);
    assertTrue(opener.finished());
    assertTrue(sealer.finished());
    assertThrows(RecordException.class, () -> opener.openHeader(ByteBuffer.allocate(21)));
    assertThrows(
        IllegalStateException.class, () -> Records.sealed(sealer, RecordType.DATA, NOTHING));
  }

  @Test
  void anEndIsNeverEmpty() throws Exception {
    ByteBuffer wire = first(RecordType.DATA, NOTHING);
    RecordHeader data = opener.openHeader(wire);
    opener.openBody(data, wire, ByteBuffer.allocate(1000));
    for (int i = 0; i < 20; i++) {
      Records.opened(opener, Records.sealed(sealer, RecordType.DATA, new byte[1]), RecordType.DATA);
    }
    ByteBuffer end = Records.sealed(sealer, RecordType.END, NOTHING);
    assertTrue(opener.openHeader(end).bodyLength() > 16);
  }

  @Test
  void resetCarriesItsReason() throws Exception {
    ByteBuffer wire = first(RecordType.RESET, new byte[] {3});
    assertArrayEquals(new byte[] {3}, Records.opened(opener, wire, RecordType.RESET));
    assertTrue(opener.finished());
  }

  @Test
  void allowsSixtyFourEmptyRecordsInARow() throws Exception {
    Records.opened(opener, first(RecordType.DATA, new byte[1]), RecordType.DATA);
    for (int i = 0; i < 64; i++) {
      Records.opened(opener, Records.sealed(sealer, RecordType.DATA, NOTHING), RecordType.DATA);
    }
    ByteBuffer oneTooMany = Records.sealed(sealer, RecordType.DATA, NOTHING);
    assertThrows(RecordException.class, () -> opener.openHeader(oneTooMany));
  }

  @Test
  void keepAlivesMayGoOnForever() throws Exception {
    Records.opened(opener, first(RecordType.PAD, NOTHING), RecordType.PAD);
    for (int i = 0; i < 200; i++) {
      Records.opened(opener, Records.sealed(sealer, RecordType.PAD, NOTHING), RecordType.PAD);
      Records.opened(opener, Records.sealed(sealer, RecordType.PING, NOTHING), RecordType.PING);
    }
  }

  @Test
  void codesAreThoseOfTheProtocol() {
    for (RecordType type : RecordType.values()) {
      assertEquals(type, RecordType.of(type.code()).orElseThrow());
    }
    assertTrue(RecordType.of(0).isEmpty());
    assertTrue(RecordType.of(9).isEmpty());
    assertTrue(RecordType.of(0xff).isEmpty());
  }
}
