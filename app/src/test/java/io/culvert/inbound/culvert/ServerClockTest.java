package io.culvert.inbound.culvert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.runtime.LogRecords;
import io.culvert.wire.ServerTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** P10: the wall clock is set while the server runs. */
class ServerClockTest {
  private static final Instant START = Instant.ofEpochMilli(1_800_000_000_000L);

  private final LogRecords log = new LogRecords(ServerClock.class);
  private Instant wall = START;
  private Duration sinceBoot = Duration.ofDays(3);

  /** How far the thread is held up between two readings, one after the other. */
  private final Deque<Duration> pauses = new ArrayDeque<>();

  private final ServerClock clock =
      new ServerClock(this::readWall, () -> sinceBoot.toNanos(), Duration.ZERO);

  private Instant readWall() {
    Instant read = wall;
    if (!pauses.isEmpty()) {
      pass(pauses.remove());
    }
    return read;
  }

  private void pass(Duration time) {
    wall = wall.plus(time);
    sinceBoot = sinceBoot.plus(time);
  }

  @AfterEach
  void leave() {
    log.close();
  }

  private void assertStartedAt(Instant expected) {
    long millis = clock.now().startedAtMillis();
    assertTrue(
        millis == expected.toEpochMilli() || millis == expected.toEpochMilli() - 1,
        Instant.ofEpochMilli(millis).toString());
  }

  @Test
  void aClockThatRunsOnKeepsItsStart() {
    assertStartedAt(START);
    pass(Duration.ofDays(400).plusNanos(999_999));
    ServerTime now = clock.now();
    assertEquals(wall.toEpochMilli(), now.unixMillis());
    assertStartedAt(START);
    assertEquals(List.of(), log.messages());
  }

  @Test
  void p10AClockThatIsSetBackTakesItsStartAlongAndSaysSoOnce() {
    pass(Duration.ofMinutes(10));
    wall = wall.minus(Duration.ofHours(1)).plusMillis(3); // read a moment later
    assertStartedAt(START.minus(Duration.ofHours(1)).plusMillis(3));
    pass(Duration.ofMinutes(10));
    assertStartedAt(START.minus(Duration.ofHours(1)).plusMillis(3));
    assertEquals(
        List.of("the clock was set back by 3600 s: handshakes are judged by the new time"),
        log.messages());
  }

  @Test
  void p10AClockThatIsSetAheadTakesItsStartAlongAndSaysSoOnce() {
    wall = wall.plus(Duration.ofSeconds(2));
    assertStartedAt(START.plusSeconds(2));
    assertStartedAt(START.plusSeconds(2));
    assertEquals(
        List.of("the clock was set ahead by 2 s: handshakes are judged by the new time"),
        log.messages());
  }

  @Test
  void p10SmallCorrectionsAreFollowedWithoutALineUntilTheyAddUp() {
    for (int i = 1; i <= 3; i++) {
      wall = wall.minus(Duration.ofMillis(400));
      assertStartedAt(START.minus(Duration.ofMillis(400L * i)));
    }
    assertEquals(1, log.messages().size(), log.messages().toString());
  }

  @Test
  void p10AThreadThatStandsStillBetweenTwoReadingsIsNoClockThatWasSet() {
    pauses.add(Duration.ofSeconds(5));
    pauses.add(Duration.ofSeconds(3));
    assertStartedAt(START);
    assertEquals(List.of(), log.messages());
  }
}
