package io.culvert.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HeapReturnTest {
  private static final long MEBIBYTE = 1 << 20;
  private static final long START = 12 * MEBIBYTE;
  private static final long GROWN = 28 * MEBIBYTE;

  private final HeapReturn heap = new HeapReturn(START, () -> this.streams);
  private long streams;
  private long used;

  /** Whether it is due after so many ticks that allocate so much each. */
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
  void whatOpenStreamsMayTakeIsNotGarbage() {
    streams = 64;
    isDueAfter(16, GROWN, MEBIBYTE);
    assertFalse(isDueAfter(100, GROWN, 1000));
    assertTrue(isDueAfter(1, GROWN + MEBIBYTE, 1000));
    streams = 0;
    assertTrue(isDueAfter(1, GROWN, 1000));
  }

  @Test
  void nothingIsDueWhileThereIsWork() {
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
  void withLittleAllocatedThereIsLittleToGiveBack() {
    assertFalse(isDueAfter(100, 100 * MEBIBYTE, 100_000));
    assertTrue(isDueAfter(100, 100 * MEBIBYTE, 100_000));
  }

  @Test
  void whatIsLiveIsNotCollectedAgainForLittle() {
    isDueAfter(16, 100 * MEBIBYTE, MEBIBYTE);
    assertTrue(isDueAfter(4, 100 * MEBIBYTE, 1000));
    used = 50 * MEBIBYTE;
    heap.collected(used);
    isDueAfter(99, 200 * MEBIBYTE, MEBIBYTE);
    assertFalse(isDueAfter(10, 200 * MEBIBYTE, 1000));
    isDueAfter(1, 200 * MEBIBYTE, MEBIBYTE);
    assertTrue(isDueAfter(4, 200 * MEBIBYTE, 1000));
  }
}
