package io.culvert.runtime;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FairPermitsTest {
  private final FairPermits permits = new FairPermits(90);
  private final Queue<String> served = new ConcurrentLinkedQueue<>();

  private static long in(Duration time) {
    return System.nanoTime() + time.toNanos();
  }

  private static boolean acquireAtOnce(FairPermits from, String holder)
      throws InterruptedException {
    return from.tryAcquire(holder, in(Duration.ZERO));
  }

  private static int acquireAll(FairPermits from, String holder) throws InterruptedException {
    int acquired = 0;
    while (acquireAtOnce(from, holder)) {
      acquired++;
    }
    return acquired;
  }

  private Thread waiting(String holder) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            if (permits.tryAcquire(holder, in(Duration.ofSeconds(20)))) {
              served.add(holder);
            }
          } catch (InterruptedException e) {
            served.add("interrupted");
          }
        });
  }

  @Test
  void reportF6OneHolderLeavesANinthToTheNextAndThatOneANinthOfTheRest() throws Exception {
    assertEquals(80, acquireAll(permits, "ali"));
    assertEquals(9, acquireAll(permits, "bea"));
    assertEquals(1, permits.free());
    assertTrue(acquireAtOnce(permits, "eve"));
  }

  @Test
  void oneHolderMayUseUpAFewPermits() throws Exception {
    assertEquals(1, acquireAll(new FairPermits(1), "ali"));
    assertEquals(8, acquireAll(new FairPermits(8), "ali"));
    assertEquals(0, acquireAll(new FairPermits(0), "ali"));
  }

  @Test
  void reportF6ThoseWhoWaitAreServedInTurn() throws Exception {
    acquireAll(permits, "ali");
    acquireAll(permits, "bea");
    acquireAll(permits, "eve");
    assertFalse(acquireAtOnce(permits, "bea"));
    for (int i = 0; i < 5; i++) {
      int before = i;
      waiting("bea");
      await().until(() -> permits.waiting() == before + 1);
    }
    waiting("eve");
    await().until(() -> permits.waiting() == 6);
    for (int i = 0; i < 12; i++) {
      permits.release("ali");
    }
    await().until(() -> permits.waiting() == 0);
    await().until(() -> served.size() == 6);
  }

  @Test
  void aWaitThatIsInterruptedOrTimesOutKeepsNothing() throws Exception {
    int acquired = acquireAll(permits, "ali");
    Thread thread = waiting("ali");
    await().until(() -> permits.waiting() == 1);
    thread.interrupt();
    await().until(() -> served.contains("interrupted"));
    assertFalse(permits.tryAcquire("ali", in(Duration.ofMillis(20))));
    assertEquals(0, permits.waiting());
    for (int i = 0; i < acquired; i++) {
      permits.release("ali");
    }
    assertEquals(90, permits.free());
  }

  @Test
  void anInterruptedThreadAcquiresNothing() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> acquireAtOnce(permits, "ali"));
    assertEquals(90, permits.free());
  }
}
