package io.culvert.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.runtime.Task;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RelayTest {
  private final AtomicInteger aborts = new AtomicInteger();
  private final CountDownLatch aborted = new CountDownLatch(1);
  private final Relay relay =
      new Relay(() -> {
        aborts.incrementAndGet();
        aborted.countDown();
      });
  private final IOException failure = new IOException("failed");

  private void fail() throws IOException {
    throw failure;
  }

  /** What a blocked direction sees of an abort. */
  private void untilAborted() throws IOException, InterruptedException {
    aborted.await();
    throw new IOException("reset");
  }

  @Test
  void twoCleanEndsAreNoFailure() throws Exception {
    assertNull(relay.run("relay", () -> {}, () -> {}));
    assertEquals(0, aborts.get());
  }

  @Test
  void theForkedDirectionsFailureAbortsTheCallers() throws Exception {
    assertSame(failure, relay.run("relay", this::fail, this::untilAborted));
  }

  @Test
  void theCallersFailureAbortsTheForkedDirection() throws Exception {
    assertSame(failure, relay.run("relay", this::untilAborted, this::fail));
  }

  @Test
  void theForkedDirectionIsInterruptedWhenTheCallersFailed() throws Exception {
    var interrupted = new AtomicReference<Boolean>(false);
    Task forever =
        () -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.set(true);
            throw e;
          }
        };
    var started = new CountDownLatch(1);
    assertSame(
        failure,
        relay.run(
            "relay",
            () -> {
              started.countDown();
              forever.run();
            },
            () -> {
              started.await();
              fail();
            }));
    assertEquals(true, interrupted.get());
  }

  @Test
  void aBugInEitherDirectionIsThrownAfterBothHaveEnded() {
    Task bug =
        () -> {
          throw new IllegalStateException("bug");
        };
    assertThrows(IllegalStateException.class, () -> relay.run("relay", bug, this::untilAborted));
    assertThrows(IllegalStateException.class, () -> relay.run("relay", () -> {}, bug));
  }
}
