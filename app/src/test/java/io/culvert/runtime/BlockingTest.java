package io.culvert.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BlockingTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(10);

  private final Blocking blocking = new Blocking("test call", 2);
  private final CountDownLatch release = new CountDownLatch(1);

  private static String uninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        return interrupted ? "interrupted" : "called";
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  @Test
  void aCallRunsOnAPlatformThreadOfThatName() throws Exception {
    assertEquals("test call", blocking.call(() -> Thread.currentThread().getName()));
    assertFalse(blocking.call(() -> Thread.currentThread().isVirtual()));
    assertFalse(blocking.callWithin(LONG, () -> Thread.currentThread().isVirtual()));
  }

  @Test
  void aFailureIsThrownUnwrapped() {
    var checked = new IOException("failed");
    var bug = new IllegalStateException("bug");
    assertSame(
        checked,
        assertThrows(
            IOException.class,
            () ->
                blocking.call(() -> {
                  throw checked;
                })));
    assertSame(
        bug,
        assertThrows(
            IllegalStateException.class,
            () ->
                blocking.callWithin(
                    LONG,
                    () -> {
                      throw bug;
                    })));
  }

  @Test
  void noMoreCallsRunAtOnceThanAllowed() throws Exception {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var both = new CountDownLatch(2);
    List<FutureTask<Void>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      var call =
          new FutureTask<Void>(() -> {
            blocking.call(() -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              both.countDown();
              both.await();
              running.decrementAndGet();
              return null;
            });
            return null;
          });
      calls.add(call);
      Thread.ofVirtual().start(call);
    }
    for (FutureTask<Void> call : calls) {
      call.get(10, TimeUnit.SECONDS);
    }
    assertEquals(2, most.get());
  }

  @Test
  void anAbandonedCallKeepsItsPermitUntilItReturns() throws Exception {
    var one = new Blocking("test call", 1);
    assertThrows(
        TimeoutException.class, () -> one.callWithin(SHORT, () -> uninterruptibly(release)));
    assertThrows(TimeoutException.class, () -> one.callWithin(SHORT, () -> "too early"));
    release.countDown();
    assertEquals("next", one.callWithin(LONG, () -> "next"));
  }

  @Test
  void anInterruptEndsTheWaitAndNotTheCall() throws Exception {
    var started = new CountDownLatch(1);
    var ended = new FutureTask<>(() -> uninterruptibly(release));
    var waiting =
        new FutureTask<>(() ->
            assertThrows(
                InterruptedException.class,
                () ->
                    blocking.call(() -> {
                      started.countDown();
                      ended.run();
                      return null;
                    })));
    Thread thread = Thread.ofVirtual().start(waiting);
    started.await();
    thread.interrupt();
    waiting.get(10, TimeUnit.SECONDS);
    release.countDown();
    assertEquals("called", ended.get(10, TimeUnit.SECONDS));
  }
}
