package io.culvert.wire;

import static io.culvert.wire.HandshakeException.Reason.CLOCK;
import static io.culvert.wire.HandshakeException.Reason.REPLAY;
import static io.culvert.wire.HandshakeException.Reason.REPLAY_SET_FULL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.wire.HandshakeException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exactly one of many equal tags, exactly so many, for exactly so long. */
@Timeout(60)
class ReplayFilterTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long KEPT_MILLIS = 121_000;

  private static byte[] tag(long high, long low) {
    return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  private static void accept(ReplayFilter filter, long tag, long now) throws HandshakeException {
    filter.accept(tag(tag, 0), now, now);
  }

  private static Reason refusal(ReplayFilter filter, long tag, long now) {
    return assertThrows(HandshakeException.class, () -> accept(filter, tag, now)).reason();
  }

  @Test
  void everyOctetOfATagCounts() throws Exception {
    var filter = new ReplayFilter(1000, 0);
    filter.accept(new byte[16], NOW, NOW);
    for (int bit = 0; bit < 128; bit++) {
      byte[] tag = new byte[16];
      tag[bit / 8] = (byte) (1 << bit % 8);
      filter.accept(tag, NOW, NOW);
    }
    assertEquals(129, filter.size());
  }

  @Test
  void aTagIsKeptForTheTimeThatItsStampIsAcceptableAndNoLonger() throws Exception {
    var filter = new ReplayFilter(10, 0);
    accept(filter, 1, NOW);
    assertEquals(REPLAY, refusal(filter, 1, NOW + 1));
    assertEquals(REPLAY, refusal(filter, 1, NOW + KEPT_MILLIS));
    accept(filter, 1, NOW + KEPT_MILLIS + 1);
    assertEquals(1, filter.size());
  }

  @Test
  void capacityIsExact() throws Exception {
    var filter = new ReplayFilter(3, 0);
    for (int tag = 0; tag < 3; tag++) {
      accept(filter, tag, NOW + tag);
    }
    assertEquals(REPLAY_SET_FULL, refusal(filter, 3, NOW + 3));
    assertEquals(REPLAY, refusal(filter, 2, NOW + 3));
    assertEquals(REPLAY_SET_FULL, refusal(filter, 3, NOW + KEPT_MILLIS));
    accept(filter, 3, NOW + KEPT_MILLIS + 1);
    assertEquals(REPLAY_SET_FULL, refusal(filter, 4, NOW + KEPT_MILLIS + 1));
    assertEquals(3, filter.size());
  }

  @Test
  void nothingFromBeforeTheStartIsRemembered() throws Exception {
    var filter = new ReplayFilter(3, NOW);
    var refused =
        assertThrows(HandshakeException.class, () -> filter.accept(tag(1, 1), NOW - 1, NOW));
    assertEquals(CLOCK, refused.reason());
    assertEquals(0, filter.size());
    filter.accept(tag(1, 1), NOW, NOW);
  }

  /** Against a model that forgets nothing, over random times and tags. */
  @Test
  void behavesAsASetWithAnAge() {
    var random = new Random(20);
    var filter = new ReplayFilter(50, 0);
    Map<Long, Long> keptUntil = new HashMap<>();
    long now = NOW;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextInt(4) == 0 ? random.nextInt(20_000) : 0;
      long at = now;
      long tag = random.nextInt(100);
      keptUntil.values().removeIf(until -> until < at);
      String expected =
          keptUntil.containsKey(tag)
              ? "REPLAY"
              : keptUntil.size() == 50 ? "REPLAY_SET_FULL" : "accepted";
      assertEquals(expected, outcome(filter, tag, now), "step " + i);
      if (expected.equals("accepted")) {
        keptUntil.put(tag, now + KEPT_MILLIS);
      }
      assertEquals(keptUntil.size(), filter.size());
    }
  }

  private static String outcome(ReplayFilter filter, long tag, long now) {
    try {
      accept(filter, tag, now);
      return "accepted";
    } catch (HandshakeException e) {
      return e.reason().toString();
    }
  }

  @Test
  void ofRacingEqualTagsExactlyOneWins() throws Exception {
    var filter = new ReplayFilter(1_000_000, 0);
    for (int round = 0; round < 2_000; round++) {
      long tag = round;
      List<String> outcomes = race(8, racer -> outcome(filter, tag, NOW));
      assertEquals(1, outcomes.stream().filter("accepted"::equals).count(), "round " + round);
      assertEquals(7, outcomes.stream().filter("REPLAY"::equals).count(), "round " + round);
    }
    assertEquals(2_000, filter.size());
  }

  @Test
  void racingDifferentTagsNeverExceedTheCapacity() throws Exception {
    for (int round = 0; round < 1_000; round++) {
      var filter = new ReplayFilter(3, 0);
      List<String> outcomes = race(8, racer -> outcome(filter, racer, NOW));
      assertEquals(3, outcomes.stream().filter("accepted"::equals).count(), "round " + round);
      assertEquals(5, outcomes.stream().filter("REPLAY_SET_FULL"::equals).count());
      assertEquals(3, filter.size());
    }
  }

  @Test
  void racingExpiryAndReplayNeverLosesATag() throws Exception {
    for (int round = 0; round < 1_000; round++) {
      var filter = new ReplayFilter(100, 0);
      accept(filter, 99, NOW);
      accept(filter, 100, NOW + 1);
      List<String> outcomes =
          race(8, racer -> outcome(filter, racer % 2 == 0 ? 99 : 100, NOW + KEPT_MILLIS + 1));
      assertEquals(1, outcomes.stream().filter("accepted"::equals).count(), "round " + round);
      assertEquals(7, outcomes.stream().filter("REPLAY"::equals).count(), "round " + round);
    }
  }

  private interface Racer {
    String run(int number);
  }

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(task -> Thread.ofPlatform().daemon().unstarted(task));

  /** All start at the same moment; what each came to. */
  private static List<String> race(int count, Racer racer) throws Exception {
    var start = new CyclicBarrier(count);
    List<Callable<String>> racers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      racers.add(() -> {
        start.await(10, TimeUnit.SECONDS);
        return racer.run(number);
      });
    }
    List<String> outcomes = new ArrayList<>();
    for (Future<String> outcome : THREADS.invokeAll(racers, 30, TimeUnit.SECONDS)) {
      outcomes.add(outcome.get());
    }
    assertTrue(outcomes.size() == count);
    return outcomes;
  }
}
