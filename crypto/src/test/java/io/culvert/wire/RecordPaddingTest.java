package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordPaddingTest {
  private static byte[] seed(int... lengths) {
    var seed = ByteBuffer.allocate(RecordPadding.SEED_LENGTH);
    for (int length : lengths) {
      seed.putShort((short) length);
    }
    return seed.array();
  }

  @Test
  void takesTwoOctetsForEachOfTheFirstEightRecords() {
    var padding = new RecordPadding(seed(0, 1, 900, 901, 902, 0x7fff, 0x8000, 0xffff));
    int[] expected = {0, 1, 900, 0, 1, 0x7fff % 901, 0x8000 % 901, 0xffff % 901};
    for (int record = 0; record < expected.length; record++) {
      assertEquals(expected[record], padding.length(record), "record " + record);
    }
  }

  @Test
  void laterRecordsHaveNone() {
    var padding = new RecordPadding(seed(1, 1, 1, 1, 1, 1, 1, 1));
    assertEquals(0, padding.length(8));
    assertEquals(0, padding.length(1L << 32));
  }

  private static List<Integer> paddings(SessionKeys keys, long stream) throws Exception {
    StreamSealer sealer = keys.sealer(stream);
    List<Integer> paddings = new ArrayList<>();
    for (int record = 0; record < 8; record++) {
      int head = record == 0 ? StreamOpener.STREAM_HEADER_LENGTH : 0;
      int sealed = Records.sealed(sealer, RecordType.DATA, new byte[1]).remaining();
      paddings.add(sealed - head - StreamOpener.RECORD_HEADER_LENGTH - 1 - 16);
    }
    return paddings;
  }

  @Test
  void lengthsComeFromTheKeysOfTheDirectionOfTheStream() throws Exception {
    SessionKeys[] both = Records.bothEnds();
    List<Integer> first = paddings(both[0], 0);
    assertEquals(first, paddings(both[0], 0));
    assertNotEquals(first, paddings(both[0], 1));
    assertNotEquals(first, paddings(both[1], 0));
    assertNotEquals(first, paddings(Records.bothEnds()[0], 0));
  }

  @Test
  void lengthsCoverTheWholeRange() throws Exception {
    SessionKeys keys = Records.bothEnds()[0];
    int[] byHundred = new int[10];
    for (long stream = 0; stream < 100; stream++) {
      paddings(keys, stream).forEach(length -> byHundred[length / 100]++);
    }
    for (int i = 0; i < 9; i++) {
      assertTrue(byHundred[i] > 40 && byHundred[i] < 160, i + "00: " + byHundred[i]);
    }
  }
}
