package io.culvert.wire;

import io.culvert.wire.ReplayMemory.Answer;
import java.nio.ByteBuffer;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * However the steps of racing handshakes interleave, what they are told could have come from one
 * after the other: no tag is accepted twice, and none too many are.
 */
@Timeout(120)
class ReplaySetInterleavingTest {
  private static final int CAPACITY = 2;
  private static final long NOW = 1_800_000_000_000L;

  /** Of little room and few tags, so that every refusal comes up; time passes between messages. */
  @Param(name = "tag", gen = IntGen.class, conf = "1:3")
  @Param(name = "minute", gen = IntGen.class, conf = "0:3")
  public static class Shared {
    private final ReplaySet set = new ReplaySet(CAPACITY);

    @Operation(params = {"tag", "minute"})
    public Answer remember(int tag, int minute) {
      byte[] octets = ByteBuffer.allocate(16).putInt(tag).array();
      long now = NOW + 61_000L * minute;
      return set.remember(octets, Message1Fields.minuteOf(now), now, now + 121_000);
    }

    @Operation(params = "tag")
    public boolean contains(int tag) {
      return set.contains(ByteBuffer.allocate(16).putInt(tag).array());
    }

    @Operation
    public int size() {
      return set.size();
    }
  }

  @Test
  void aSampleOfInterleavingsIsAnOrder() {
    tryInterleavings(4, 100);
  }

  @Test
  @Tag("soak")
  @Timeout(600)
  void manyInterleavingsAreAnOrder() {
    tryInterleavings(30, 1_000);
  }

  private static void tryInterleavings(int scenarios, int each) {
    new ModelCheckingOptions()
        .iterations(scenarios)
        .invocationsPerIteration(each)
        .threads(3)
        .actorsPerThread(2)
        .check(Shared.class);
  }

  @Test
  void racesOnRealThreadsAreAnOrder() {
    new StressOptions()
        .iterations(10)
        .invocationsPerIteration(300)
        .threads(2)
        .actorsPerThread(3)
        .check(Shared.class);
  }
}
