package io.culvert.net;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.runtime.LogRecords;
import io.culvert.runtime.TaskScope;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DeadlinesTest {
  private final Deadlines deadlines = new Deadlines();
  private final AtomicInteger broken = new AtomicInteger();

  private void fail(RuntimeException bug, Error error) {
    broken.incrementAndGet();
    if (error != null) {
      throw error;
    }
    throw bug;
  }

  @Test
  void aFailingTimeOutDoesNotAffectOthersAndIsLoggedOnce() {
    var bug = new IllegalStateException("bug");
    var sound = new AtomicInteger();
    deadlines.watch((nanos, work) -> fail(bug, null));
    deadlines.watch((nanos, work) -> sound.incrementAndGet());
    deadlines.watch((nanos, work) -> fail(null, new AssertionError("bug")));
    try (var log = new LogRecords(Deadlines.class);
        var scope = TaskScope.open("test")) {
      scope.fork("deadlines", deadlines::run);
      await().until(() -> broken.get() >= 6 && sound.get() >= 3);
      assertEquals(List.of("a time-out could not be checked, failure 1"), log.messages());
    }
  }

  @Test
  void aVirtualMachineErrorEndsTheSweep() {
    var error = new OutOfMemoryError("unable to create native thread");
    deadlines.watch((nanos, work) -> fail(null, error));
    assertSame(error, assertThrows(OutOfMemoryError.class, deadlines::run));
    assertEquals(1, broken.get());
  }
}
