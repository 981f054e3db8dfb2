package io.culvert.net.dns;

import io.culvert.runtime.BoundedMap;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Caches answers for the time that their name servers allow, and failures for {@value
 * #FAILURE_SECONDS} s. Each kind has a table of its own, so a flood of names that do not exist
 * displaces no answer. The least recently used entry makes room for a new one. Thread-safe.
 */
final class AnswerCache {
  static final int MOST_ANSWERS = 4_096;
  static final int MOST_FAILURES = 1_024;
  static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int FAILURE_SECONDS = 3;
  static final Duration FAILURE = Duration.ofSeconds(FAILURE_SECONDS);

  private record Kept(Answer answer, long untilNanos) {}

  private final LongSupplier nanoTime;
  private final Map<String, Kept> answers = BoundedMap.byUse(MOST_ANSWERS);
  private final Map<String, Kept> failures = BoundedMap.byUse(MOST_FAILURES);

  /**
   * @param nanoTime the clock, such as {@link System#nanoTime}
   */
  AnswerCache(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The answer or failure that is still valid, if there is one. */
  synchronized Optional<Answer> get(String name) {
    return valid(answers, name).or(() -> valid(failures, name));
  }

  private Optional<Answer> valid(Map<String, Kept> table, String name) {
    Kept kept = table.get(name);
    if (kept == null) {
      return Optional.empty();
    }
    if (nanoTime.getAsLong() - kept.untilNanos() >= 0) {
      table.remove(name);
      return Optional.empty();
    }
    return Optional.of(kept.answer());
  }

  synchronized void put(String name, Answer answer) {
    if (answer.isEmpty()) {
      keep(failures, name, answer, FAILURE);
    } else {
      Duration asked = answer.lifetime();
      keep(answers, name, answer, asked.compareTo(LONGEST) < 0 ? asked : LONGEST);
    }
  }

  synchronized void forget(String name) {
    answers.remove(name);
    failures.remove(name);
  }

  private void keep(Map<String, Kept> table, String name, Answer answer, Duration lifetime) {
    table.put(name, new Kept(answer, nanoTime.getAsLong() + lifetime.toNanos()));
  }
}
