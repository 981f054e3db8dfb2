package io.culvert.net.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {
  private long nanos;
  private final AnswerCache cache = new AnswerCache(() -> nanos);

  private static Answer answer(Duration lifetime) {
    return new Answer(List.of(InetAddress.getLoopbackAddress()), lifetime);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void reportF6AnAnswerLivesAsLongAsItsNameServersSay() {
    Answer answer = answer(Duration.ofSeconds(60));
    cache.put("a.example", answer);
    pass(Duration.ofMillis(59_999));
    assertEquals(Optional.of(answer), cache.get("a.example"));
    pass(Duration.ofMillis(1));
    assertEquals(Optional.empty(), cache.get("a.example"));
  }

  @Test
  void reportF6AnAnswerLivesFiveMinutesAtMost() {
    cache.put("a.example", answer(Duration.ofDays(7)));
    pass(AnswerCache.LONGEST);
    assertEquals(Optional.empty(), cache.get("a.example"));
  }

  @Test
  void reportF6AFailureLivesForAMoment() {
    cache.put("a.example", Answer.NONE);
    assertEquals(Optional.of(Answer.NONE), cache.get("a.example"));
    pass(AnswerCache.FAILURE);
    assertEquals(Optional.empty(), cache.get("a.example"));
  }

  @Test
  void reportF6AFloodOfFailuresDisplacesNoAnswer() {
    Answer answer = answer(Duration.ofSeconds(60));
    cache.put("a.example", answer);
    for (int i = 0; i <= AnswerCache.MOST_FAILURES; i++) {
      cache.put("none" + i + ".example", Answer.NONE);
    }
    assertEquals(Optional.of(answer), cache.get("a.example"));
    assertEquals(Optional.empty(), cache.get("none0.example"));
  }

  @Test
  void reportF6TheAnswerThatWasUsedLeastRecentlyMakesRoom() {
    cache.put("a.example", answer(Duration.ofSeconds(60)));
    cache.put("b.example", answer(Duration.ofSeconds(60)));
    for (int i = 2; i <= AnswerCache.MOST_ANSWERS; i++) {
      cache.get("a.example");
      cache.put("more" + i + ".example", answer(Duration.ofSeconds(60)));
    }
    assertEquals(Optional.of(answer(Duration.ofSeconds(60))), cache.get("a.example"));
    assertEquals(Optional.empty(), cache.get("b.example"));
  }
}
