package io.culvert.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.culvert.runtime.LogRecords;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FatalErrorsTest {
  private final List<Integer> halts = new CopyOnWriteArrayList<>();

  private static void fail(Error error) throws InterruptedException {
    Thread.ofPlatform()
        .name("worker")
        .start(() -> {
          throw error;
        })
        .join();
  }

  @Test
  void anUncaughtVirtualMachineErrorEndsTheProcess() throws Exception {
    try (var log = new LogRecords(FatalErrors.class);
        var errors = FatalErrors.endWith(halts::add)) {
      fail(new OutOfMemoryError("unable to create native thread"));
      assertEquals(List.of(1), halts);
      assertEquals(List.of("worker failed"), log.messages());
    }
  }

  @Test
  void otherUncaughtExceptionsAreLogged() throws Exception {
    var bug = new AssertionError("bug");
    try (var log = new LogRecords(FatalErrors.class);
        var errors = FatalErrors.endWith(halts::add)) {
      fail(bug);
      assertEquals(List.of(), halts);
      assertSame(bug, log.causes().getFirst());
    }
  }

  @Test
  void thePreviousHandlerIsRestored() {
    var before = Thread.getDefaultUncaughtExceptionHandler();
    FatalErrors.endWith(halts::add).close();
    assertSame(before, Thread.getDefaultUncaughtExceptionHandler());
  }
}
