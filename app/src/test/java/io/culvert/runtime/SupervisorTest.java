package io.culvert.runtime;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SupervisorTest {
  private final AtomicInteger runs = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);

  private Supervisor supervisor(TaskScope scope) {
    return new Supervisor(scope, ended::countDown, Duration.ofMillis(1));
  }

  private Task failing(int times, Exception failure) {
    return () -> {
      if (runs.incrementAndGet() <= times) {
        switch (failure) {
          case IOException e -> throw e;
          case RuntimeException e -> throw e;
          default -> throw new AssertionError(failure);
        }
      }
    };
  }

  @Test
  void aTaskThatFailsIsLoggedAndRestarted() throws Exception {
    var bug = new IllegalStateException("bug");
    try (var scope = TaskScope.open("nursery");
        var log = new LogRecords(Supervisor.class)) {
      var supervisor = supervisor(scope);
      supervisor.fork("sweep", failing(2, bug));
      scope.join();
      assertEquals(3, runs.get());
      assertEquals(1, ended.getCount());
      assertDoesNotThrow(supervisor::check);
      assertEquals(2, log.messages().size());
      assertEquals("sweep failed and is restarted", log.messages().getFirst());
      assertSame(bug, log.causes().getFirst());
    }
  }

  @Test
  void aTaskThatFailsThreeTimesAtOnceEndsTheService() throws Exception {
    assertLostAfter(3, failing(Integer.MAX_VALUE, new IOException("gone")));
  }

  @Test
  void aVirtualMachineErrorEndsTheServiceAtOnce() throws Exception {
    assertLostAfter(
        1,
        () -> {
          runs.incrementAndGet();
          throw new OutOfMemoryError("unable to create native thread");
        });
  }

  private void assertLostAfter(int expected, Task task) throws Exception {
    try (var scope = TaskScope.open("nursery");
        var log = new LogRecords(Supervisor.class)) {
      var supervisor = supervisor(scope);
      supervisor.fork("sweep", task);
      ended.await();
      assertEquals(expected, runs.get());
      var lost = assertThrows(Supervisor.TaskLostException.class, supervisor::check);
      assertTrue(lost.getMessage().startsWith("sweep could not be kept running: "), lost::toString);
      assertEquals("sweep failed for good: the service ends", log.messages().getLast());
    }
  }

  @Test
  void anInterruptedTaskIsNotRestarted() {
    try (var scope = TaskScope.open("nursery")) {
      supervisor(scope)
          .fork(
              "sweep",
              () -> {
                runs.incrementAndGet();
                new CountDownLatch(1).await();
              });
      await().until(() -> runs.get() == 1);
    }
    assertEquals(1, runs.get());
    assertEquals(1, ended.getCount());
  }
}
