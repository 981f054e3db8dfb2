package io.culvert.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HeapTrimmerTest {
  private static final long MEBIBYTE = 1 << 20;
  private static final long START = 12 * MEBIBYTE;
  private static final long GROWN = 28 * MEBIBYTE;

  private final HeapTrimmer heap = new HeapTrimmer(START, () -> this.streams);
  private long streams;
  private long used;

  /** Whether a collection is due after this many ticks with this allocation each. */
  private boolean isDueAfter(int ticks, long committed, long allocated) {
    boolean due = false;
    for (int tick = 0; tick < ticks; tick++) {
      used += allocated;
      due = heap.isDue(committed, used);
    }
    return due;
  }

  @Test
  void aGrownHeapIsCollectedInTheFourthQuietTick() {
    assertFalse(isDueAfter(16, GROWN, MEBIBYTE));
    assertFalse(isDueAfter(3, GROWN, 1000));
    assertTrue(isDueAfter(1, GROWN, 1000));
  }

  @Test
  void aHeapThatHasHardlyGrownIsLeftAlone() {
    isDueAfter(100, GROWN - 1, MEBIBYTE);
    assertFalse(isDueAfter(100, GROWN - 1, 1000));
  }

  @Test
  void theHeapOfOpenStreamsIsNotGarbage() {
    streams = 64;
    isDueAfter(16, GROWN, MEBIBYTE);
    assertFalse(isDueAfter(100, GROWN, 1000));
    assertTrue(isDueAfter(1, GROWN + MEBIBYTE, 1000));
    streams = 0;
    assertTrue(isDueAfter(1, GROWN, 1000));
  }

  @Test
  void noCollectionIsDueWhileThereIsWork() {
    assertFalse(isDueAfter(100, 100 * MEBIBYTE, MEBIBYTE / 2));
  }

  @Test
  void aCollectionInBetweenIsASignOfWork() {
    isDueAfter(16, GROWN, MEBIBYTE);
    assertFalse(isDueAfter(3, GROWN, 1000));
    used = MEBIBYTE;
    assertFalse(isDueAfter(4, GROWN, 0));
    assertTrue(isDueAfter(1, GROWN, 0));
  }

  @Test
  void littleAllocationTriggersNoCollection() {
    assertFalse(isDueAfter(100, 100 * MEBIBYTE, 100_000));
    assertTrue(isDueAfter(100, 100 * MEBIBYTE, 100_000));
  }

  @Test
  void aLiveHeapIsNotCollectedAgainForLittle() {
    isDueAfter(16, 100 * MEBIBYTE, MEBIBYTE);
    assertTrue(isDueAfter(4, 100 * MEBIBYTE, 1000));
    used = 50 * MEBIBYTE;
    heap.recordCollection(used);
    isDueAfter(99, 200 * MEBIBYTE, MEBIBYTE);
    assertFalse(isDueAfter(10, 200 * MEBIBYTE, 1000));
    isDueAfter(1, 200 * MEBIBYTE, MEBIBYTE);
    assertTrue(isDueAfter(4, 200 * MEBIBYTE, 1000));
  }
}
