package io.culvert.wire;

import static io.culvert.wire.ReplayMemory.Answer.FIRST_TIME;
import static io.culvert.wire.ReplayMemory.Answer.NO_ROOM;
import static io.culvert.wire.ReplayMemory.Answer.SEEN_BEFORE;
import static io.culvert.wire.ReplayMemory.Answer.TOO_OLD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.wire.ReplayMemory.Answer;
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
class ReplaySetTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long MINUTE = Message1Fields.minuteOf(NOW);
  private static final long KEPT_MILLIS = 121_000;

  private static byte[] tag(long high, long low) {
    return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  private static Answer remember(ReplaySet set, long tag, long now) {
    return set.remember(tag(tag, 0), Message1Fields.minuteOf(now), now, now + KEPT_MILLIS);
  }

  @Test
  void containsWhatItRemembersAndForgetsWhenTheNextComes() {
    var set = new ReplaySet(10);
    assertFalse(set.contains(tag(1, 0)));
    remember(set, 1, NOW);
    assertTrue(set.contains(tag(1, 0)));
    assertFalse(set.contains(tag(0, 1)));
    assertFalse(set.contains(tag(1, 1)));
    remember(set, 2, NOW + KEPT_MILLIS);
    assertTrue(set.contains(tag(1, 0)));
    remember(set, 3, NOW + KEPT_MILLIS + 1);
    assertFalse(set.contains(tag(1, 0)));
  }

  @Test
  void everyOctetOfATagCounts() throws Exception {
    var set = new ReplaySet(1000);
    assertEquals(FIRST_TIME, set.remember(new byte[16], MINUTE, NOW, NOW + KEPT_MILLIS));
    for (int bit = 0; bit < 128; bit++) {
      byte[] tag = new byte[16];
      tag[bit / 8] = (byte) (1 << bit % 8);
      assertEquals(FIRST_TIME, set.remember(tag, MINUTE, NOW, NOW + KEPT_MILLIS));
    }
    assertEquals(129, set.size());
  }

  @Test
  void aTagIsKeptUntilTheTimeGivenAndNoLonger() throws Exception {
    var set = new ReplaySet(10);
    assertEquals(FIRST_TIME, remember(set, 1, NOW));
    assertEquals(SEEN_BEFORE, remember(set, 1, NOW + 1));
    assertEquals(SEEN_BEFORE, remember(set, 1, NOW + KEPT_MILLIS));
    assertEquals(FIRST_TIME, remember(set, 1, NOW + KEPT_MILLIS + 1));
    assertEquals(1, set.size());
  }

  @Test
  void capacityIsExact() throws Exception {
    var set = new ReplaySet(3);
    for (int tag = 0; tag < 3; tag++) {
      assertEquals(FIRST_TIME, remember(set, tag, NOW + tag));
    }
    assertEquals(NO_ROOM, remember(set, 3, NOW + 3));
    assertEquals(SEEN_BEFORE, remember(set, 2, NOW + 3));
    assertEquals(NO_ROOM, remember(set, 3, NOW + KEPT_MILLIS));
    assertEquals(FIRST_TIME, remember(set, 3, NOW + KEPT_MILLIS + 1));
    assertEquals(NO_ROOM, remember(set, 4, NOW + KEPT_MILLIS + 1));
    assertEquals(3, set.size());
  }

  @Test
  void eachIsForgottenAtItsOwnTimeInWhateverOrderTheyCame() {
    var set = new ReplaySet(2);
    assertEquals(FIRST_TIME, set.remember(tag(1, 0), MINUTE, NOW, NOW + 20));
    assertEquals(FIRST_TIME, set.remember(tag(2, 0), MINUTE, NOW, NOW + 10));
    assertEquals(SEEN_BEFORE, set.remember(tag(2, 0), MINUTE, NOW + 10, NOW + 30));
    assertEquals(FIRST_TIME, set.remember(tag(3, 0), MINUTE + 1, NOW + 11, NOW + 30));
    assertEquals(SEEN_BEFORE, set.remember(tag(1, 0), MINUTE, NOW + 20, NOW + 30));
  }

  @Test
  void p10OfTheMinuteOfAForgottenTagAndBeforeNothingIsAccepted() {
    var set = new ReplaySet(10);
    assertEquals(FIRST_TIME, set.remember(tag(1, 0), MINUTE, 0, 20));
    assertEquals(FIRST_TIME, set.remember(tag(2, 0), MINUTE - 3, 0, 10));
    assertEquals(FIRST_TIME, set.remember(tag(3, 0), MINUTE - 2, 11, 40));
    assertEquals(TOO_OLD, set.remember(tag(2, 0), MINUTE - 3, 12, 40));
    assertEquals(TOO_OLD, set.remember(tag(4, 0), MINUTE - 4, 12, 40));
    assertFalse(set.isTooOld(MINUTE));
    assertEquals(FIRST_TIME, set.remember(tag(5, 0), MINUTE + 1, 21, 40));
    assertTrue(set.isTooOld(MINUTE));
    assertFalse(set.isTooOld(MINUTE + 1));
    assertEquals(SEEN_BEFORE, set.remember(tag(3, 0), MINUTE - 2, 22, 40));
    assertEquals(TOO_OLD, set.remember(tag(6, 0), MINUTE, 22, 40));
  }

  /** Against a model that forgets nothing, over random times and tags. */
  @Test
  void behavesAsASetWithAnAge() {
    var random = new Random(20);
    var set = new ReplaySet(50);
    Map<Long, Long> keptUntil = new HashMap<>();
    long now = NOW;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextInt(4) == 0 ? random.nextInt(20_000) : 0;
      long at = now;
      long tag = random.nextInt(100);
      keptUntil.values().removeIf(until -> until < at);
      Answer expected =
          keptUntil.containsKey(tag) ? SEEN_BEFORE : keptUntil.size() == 50 ? NO_ROOM : FIRST_TIME;
      assertEquals(expected, remember(set, tag, now), "step " + i);
      if (expected == FIRST_TIME) {
        keptUntil.put(tag, now + KEPT_MILLIS);
      }
      assertEquals(keptUntil.size(), set.size());
    }
  }

  @Test
  void ofRacingEqualTagsExactlyOneWins() throws Exception {
    var set = new ReplaySet(1_000_000);
    for (int round = 0; round < 2_000; round++) {
      long tag = round;
      List<Answer> answers = race(8, racer -> remember(set, tag, NOW));
      assertEquals(1, answers.stream().filter(FIRST_TIME::equals).count(), "round " + round);
      assertEquals(7, answers.stream().filter(SEEN_BEFORE::equals).count(), "round " + round);
    }
    assertEquals(2_000, set.size());
  }

  @Test
  void racingDifferentTagsNeverExceedTheCapacity() throws Exception {
    for (int round = 0; round < 1_000; round++) {
      var set = new ReplaySet(3);
      List<Answer> answers = race(8, racer -> remember(set, racer, NOW));
      assertEquals(3, answers.stream().filter(FIRST_TIME::equals).count(), "round " + round);
      assertEquals(5, answers.stream().filter(NO_ROOM::equals).count());
      assertEquals(3, set.size());
    }
  }

  @Test
  void racingExpiryAndReplayNeverLosesATag() throws Exception {
    for (int round = 0; round < 1_000; round++) {
      var set = new ReplaySet(100);
      assertEquals(FIRST_TIME, remember(set, 99, NOW));
      assertEquals(FIRST_TIME, remember(set, 100, NOW + 1));
      List<Answer> answers =
          race(8, racer -> remember(set, racer % 2 == 0 ? 99 : 100, NOW + KEPT_MILLIS + 1));
      assertEquals(1, answers.stream().filter(FIRST_TIME::equals).count(), "round " + round);
      assertEquals(7, answers.stream().filter(SEEN_BEFORE::equals).count(), "round " + round);
    }
  }

  private interface Racer {
    Answer run(int number);
  }

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(task -> Thread.ofPlatform().daemon().unstarted(task));

  /** All start at the same moment; what each was told. */
  private static List<Answer> race(int count, Racer racer) throws Exception {
    var start = new CyclicBarrier(count);
    List<Callable<Answer>> racers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      racers.add(() -> {
        start.await(10, TimeUnit.SECONDS);
        return racer.run(number);
      });
    }
    List<Answer> answers = new ArrayList<>();
    for (Future<Answer> answer : THREADS.invokeAll(racers, 30, TimeUnit.SECONDS)) {
      answers.add(answer.get());
    }
    assertEquals(count, answers.size());
    return answers;
  }
}
