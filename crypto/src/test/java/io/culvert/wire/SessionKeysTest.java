package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Closed, they are forgotten in both directions. */
class SessionKeysTest {
  private SessionKeys near;
  private SessionKeys far;

  @BeforeEach
  void handshake() throws Exception {
    SessionKeys[] both = Records.bothEnds();
    near = both[0];
    far = both[1];
  }

  private static RecordType carried(SessionKeys from, SessionKeys to) throws Exception {
    var wire = ByteBuffer.allocate(StreamSealer.maxSealedLength(1));
    from.sealer(0).seal(RecordType.DATA, ByteBuffer.wrap(new byte[1]), wire);
    StreamOpener opener = to.opener(0);
    opener.start(wire.array(), 0);
    return opener.openHeader(wire.flip().position(StreamOpener.STREAM_HEADER_LENGTH)).type();
  }

  @Test
  void openTheyCarryBothWays() throws Exception {
    assertEquals(RecordType.DATA, carried(near, far));
    assertEquals(RecordType.DATA, carried(far, near));
  }

  @Test
  void closedTheySealNoMore() {
    near.close();
    assertThrows(RecordException.class, () -> carried(near, far));
  }

  @Test
  void closedTheyOpenNoMore() {
    near.close();
    assertThrows(RecordException.class, () -> carried(far, near));
  }
}
