package io.culvert.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void aPercentileIsTheLeastTimeThatThisShareDidNotExceed() {
    var times = new Latencies(LongStream.rangeClosed(1, 100).map(n -> 101 - n).toArray());
    assertEquals(50, times.percentileNanos(0.5));
    assertEquals(99, times.percentileNanos(0.99));
    assertEquals(100, times.percentileNanos(1));
    assertEquals(1, times.percentileNanos(0));
  }

  @Test
  void oneTimeIsEveryPercentile() {
    var times = new Latencies(new long[] {7});
    assertEquals(7, times.percentileNanos(0.01));
    assertEquals(7, times.percentileNanos(1));
  }

  @Test
  void withoutTimesThereIsZero() {
    assertEquals(0, new Latencies(new long[0]).percentileNanos(0.5));
  }
}
