package io.culvert.runtime.carrier;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CarriersTest {
  private static <T> T in(ThreadFactory threads, Callable<T> task) throws Exception {
    var result = new FutureTask<>(task);
    threads.newThread(result).start();
    return result.get(10, TimeUnit.SECONDS);
  }

  /** Skips the test in the profile jdk-scheduler, which lacks the image's options. */
  private static void needsCarriers() {
    assumeTrue(Carriers.carry(), "virtual threads run on the JDK's scheduler");
  }

  @Test
  void carriersRunThreadsWhereTheJdksPrivateConstructorIsAccessible() {
    boolean opened = Object.class.getModule().isOpen("java.lang", getClass().getModule());
    assertEquals(opened, Carriers.carry());
  }

  @Test
  void aPlatformThreadHasNoCarrier() {
    assertNull(Carriers.current());
  }

  @Test
  void threadsStayOnTheirCreatorsCarrier() throws Exception {
    needsCarriers();
    in(
        Carriers.threads("test"),
        () -> {
          Carrier current = Carriers.current();
          assertNotNull(current);
          var inner = new FutureTask<>(Carriers::current);
          Thread thread = Carriers.threads("inner").newThread(inner);
          thread.start();
          assertEquals("inner", thread.getName());
          assertTrue(thread.isVirtual());
          assertSame(current, inner.get(10, TimeUnit.SECONDS));
          return null;
        });
  }

  @Test
  void spreadThreadsRunToo() throws Exception {
    needsCarriers();
    Set<Carrier> seen = ConcurrentHashMap.newKeySet();
    ThreadFactory threads = Carriers.spreadThreads("test");
    for (int i = 0; i < 8; i++) {
      seen.add(in(threads, Carriers::current));
    }
    int cores = Runtime.getRuntime().availableProcessors();
    int count = cores == 1 ? 1 : Math.max(2, (cores + 1) / 2);
    assertEquals(
        Math.min(8, Integer.getInteger("jdk.virtualThreadScheduler.parallelism", count)),
        seen.size());
  }

  @Test
  void sleepersAndLocksWakeUp() throws Exception {
    Carrier carrier = Carrier.start("test");
    var latch = new CountDownLatch(1);
    ThreadFactory threads = Carriers.on(carrier, "test");
    var waiting = new FutureTask<>(() -> latch.await(10, TimeUnit.SECONDS));
    threads.newThread(waiting).start();
    in(
        threads,
        () -> {
          Thread.sleep(10);
          latch.countDown();
          return null;
        });
    assertTrue(waiting.get(10, TimeUnit.SECONDS));
  }

  @Test
  void aCarrierIsNotHeldByATaskThatWaitsForOneOfItsThreads() throws Exception {
    Carrier carrier = Carrier.start("test");
    var latch = new CountDownLatch(1);
    var waited = new FutureTask<>(() -> latch.await(10, TimeUnit.SECONDS));
    carrier.runWaiting(waited);
    in(
        Carriers.on(carrier, "test"),
        () -> {
          latch.countDown();
          return null;
        });
    assertTrue(waited.get(10, TimeUnit.SECONDS));
  }

  /**
   * The JDK's scheduling code runs on the carrier, and a virtual thread that it fails to schedule
   * is lost.
   */
  @Test
  void aVirtualMachineErrorOnACarrierReachesTheUncaughtExceptionHandler() {
    var error = new OutOfMemoryError("unable to create native thread");
    var seen = new AtomicReference<Throwable>();
    var before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> seen.set(e));
    try {
      Carriers.currentOrNext()
          .execute(() -> {
            throw error;
          });
      await().dontCatchUncaughtExceptions().until(() -> seen.get() == error);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }
}
