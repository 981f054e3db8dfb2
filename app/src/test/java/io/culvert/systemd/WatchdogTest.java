package io.culvert.systemd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final AtomicReference<Duration> age = new AtomicReference<>(Duration.ZERO);
  private final AtomicInteger told = new AtomicInteger();
  private final Watchdog watchdog =
      new Watchdog(
          List.of(
              new SignOfLife("what always lives", () -> Duration.ZERO),
              new SignOfLife("what may die", age::get)),
          told::incrementAndGet);

  @Test
  void saysThatTheProcessLivesWhileEachSignIsYoung() {
    watchdog.look(LONGEST);
    age.set(LONGEST);
    watchdog.look(LONGEST);
    assertEquals(2, told.get());
  }

  @Test
  void keepsSilentWhileOneSignIsOld() {
    age.set(LONGEST.plusNanos(1));
    watchdog.look(LONGEST);
    watchdog.look(LONGEST);
    assertEquals(0, told.get());
    age.set(Duration.ZERO);
    watchdog.look(LONGEST);
    assertEquals(1, told.get());
  }

  @Test
  void looksAgainAndAgainUntilItIsClosed() {
    watchdog.start(Duration.ofMillis(40));
    await().until(() -> told.get() > 3);
    watchdog.close();
    await()
        .until(() ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("watchdog")));
  }
}
