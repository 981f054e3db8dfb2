package io.culvert.faults;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.culvert.Rig;
import io.culvert.chaos.ChaosRelay.Direction;
import io.culvert.chaos.Toxic;
import io.culvert.chaos.Toxics;
import io.culvert.proxy.CloseReason;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Fault 7: what was altered, dropped, doubled or reordered is never delivered; the stream is reset
 * and counted.
 */
class TamperTest {
  /** The first three records of the smallest writes, with most of their padding. */
  private static final int FLIPPED_BYTES = 2000;

  private static final int QUICK_STEP = 41;
  private static final int RECORDS = 10;
  private static final int RECORD_BYTES = 100;

  /** More than a handshake has in a direction: one that fills the pool is none of the stream's. */
  private static final int SOUND_BLOCKS = 2;

  /** What becomes of a whole record. */
  private enum Harm {
    DROPPED(Toxics::drop),
    DOUBLED(Toxics::duplicate),
    REORDERED(Toxics::reorder);

    private final IntFunction<Toxic> toxic;

    Harm(IntFunction<Toxic> toxic) {
      this.toxic = toxic;
    }
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void aSampleOfFlippedBytesIsNeverDelivered(Direction direction) throws Exception {
    flip(direction, QUICK_STEP);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("soak")
  @Timeout(600)
  void noFlippedByteIsDelivered(Direction direction) throws Exception {
    flip(direction, 1);
  }

  private static void flip(Direction direction, int step) throws Exception {
    try (var path = new HostilePath()) {
      int flips = 0;
      for (int position = 0; position < FLIPPED_BYTES; position += step, flips++) {
        Toxic toxic = Toxics.flip(position, 1 << (position % 8));
        assertEquals(
            HostilePath.End.RESET,
            path.send(Shape.of(position), direction, toxic),
            "at " + position);
      }
      path.assertNothingOpen();
      assertCorrupted(path, direction, flips);
    }
  }

  /** Counted once for each, by who received it. */
  private static void assertCorrupted(HostilePath path, Direction direction, int times) {
    var receiver = direction == Direction.UP ? path.rig.serverMetrics : path.rig.localMetrics;
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () -> assertEquals(times, receiver.streamsClosed(CloseReason.TUNNEL_CORRUPTED)));
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void aRecordOutOfPlaceEndsTheStream(Harm harm) throws Exception {
    for (Direction direction : Direction.values()) {
      try (var path = new HostilePath()) {
        for (int record = 0; record < RECORDS - 1; record++) {
          assertReset(path, direction, harm.toxic.apply(record), record);
        }
        assertCorrupted(path, direction, RECORDS - 1);
      }
    }
  }

  private static void assertReset(HostilePath path, Direction direction, Toxic toxic, int record)
      throws IOException {
    try (Socket client = path.rig.connect(path.target.getLocalPort());
        Socket accepted = path.target.accept()) {
      accepted.setSoTimeout((int) Rig.PATIENCE.toMillis());
      var handled = new AtomicInteger();
      path.relay.set(
          direction,
          Toxics.behind(SOUND_BLOCKS, Toxics.telling(handled::incrementAndGet).then(toxic)));
      Socket from = direction == Direction.UP ? client : accepted;
      Socket to = direction == Direction.UP ? accepted : client;
      for (int i = 0; i < SOUND_BLOCKS; i++) {
        from.getOutputStream().write(i);
        assertEquals(i, to.getInputStream().read());
      }
      sendRecords(path, handled, from.getOutputStream());
      assertEquals(
          HostilePath.End.RESET, HostilePath.received(to.getInputStream()), "record " + record);
    } finally {
      path.relay.clear();
    }
  }

  /** Each write is handled by the relay before the next, so that a record is a block there. */
  private static void sendRecords(HostilePath path, AtomicInteger handled, OutputStream out)
      throws IOException {
    byte[] bytes = new byte[RECORDS * RECORD_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = Shape.byteAt(i);
    }
    try {
      for (int i = 0; i < RECORDS; i++) {
        int before = i;
        out.write(bytes, i * RECORD_BYTES, RECORD_BYTES);
        await()
            .pollInterval(Duration.ofMillis(1))
            .atMost(Duration.ofSeconds(5))
            .until(() -> handled.get() > before || path.rig.openAtLocal() == 0);
      }
    } catch (SocketException e) {
      // The reset came while this side still sent.
    }
  }
}
