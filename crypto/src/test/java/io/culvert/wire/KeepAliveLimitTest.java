package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** P12: how many records that say nothing one side may send. */
class KeepAliveLimitTest {
  /** Where the clock stands is arbitrary, and may be just before its overflow. */
  private static final long BORN = Long.MAX_VALUE - 5;

  private final KeepAliveLimit limit = new KeepAliveLimit(BORN);

  private void count(int pads, Duration age) throws RecordException {
    for (int i = 0; i < pads; i++) {
      limit.count(BORN + age.toNanos());
    }
  }

  private void assertRefused(Duration age) {
    assertThrows(RecordException.class, () -> count(1, age));
  }

  @Test
  void takesSixtyFourAtOnceAndNoMore() throws Exception {
    count(64, Duration.ZERO);
    assertRefused(Duration.ZERO);
  }

  @Test
  void takesOneMoreForEachSecond() throws Exception {
    count(64, Duration.ZERO);
    count(1, Duration.ofSeconds(1));
    assertRefused(Duration.ofMillis(1999));
  }

  @Test
  void takesTheKeepAlivesOfADayInOneRow() throws Exception {
    count(24 * 60 * 2, Duration.ofDays(1));
  }
}
