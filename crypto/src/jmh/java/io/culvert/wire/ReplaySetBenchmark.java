package io.culvert.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A set in its steady state: with each tag that comes, one as old as the window goes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ReplaySetBenchmark {
  private static final long START = 1_800_000_000_000L;
  private static final long REMEMBERED_MILLIS = 120_000;

  /** An odd number spreads a counter over all 64 bits. */
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  /** Tags held. */
  @Param({"1000", "100000"})
  public int held;

  private final byte[] tag = new byte[16];
  private ReplaySet set;
  private long count;

  @Setup
  public void fill() {
    set = new ReplaySet(2 * held);
    for (int i = 0; i < held; i++) {
      remember();
    }
  }

  @Benchmark
  public ReplayMemory.Answer remember() {
    count++;
    long now = START + count * REMEMBERED_MILLIS / held;
    ByteBuffer.wrap(tag).putLong(count * SPREAD).putLong(count);
    return set.remember(tag, now / 60_000, now, now + REMEMBERED_MILLIS);
  }
}
