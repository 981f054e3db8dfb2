package io.culvert.auth;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.Thread.State;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class LoginThrottleTest {
  private final LoginThrottle throttle = new LoginThrottle();
  private final InetAddress host = host("192.0.2.1");
  private final InetAddress other = host("192.0.2.2");

  private static InetAddress host(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private long millis(InetAddress from, boolean right) {
    long start = System.nanoTime();
    throttle.test(from, "ali", () -> right);
    return NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  /** Starts a guess that is in progress until released. */
  private Thread guesser(String name, AtomicInteger underWay, CountDownLatch release) {
    return Thread.ofVirtual()
        .start(() ->
            throttle.test(
                host,
                name,
                () -> {
                  underWay.incrementAndGet();
                  return await(release);
                }));
  }

  @Test
  void eachWrongGuessMakesTheNextOneWaitTwiceAsLong() {
    millis(host, false);
    assertTrue(millis(host, false) >= 100);
    assertTrue(millis(host, false) >= 200);
    assertTrue(millis(host, false) >= 400);
  }

  @Test
  void aRightGuessEndsTheWaiting() {
    millis(host, false);
    millis(host, true);
    assertTrue(millis(host, true) < 100);
  }

  @Test
  void anotherHostDoesNotWait() throws Exception {
    var underWay = new AtomicInteger();
    var release = new CountDownLatch(1);
    Thread guesser = guesser("ali", underWay, release);
    Awaitility.await().until(() -> underWay.get() == 1);
    assertTrue(throttle.test(other, "ali", () -> true));
    release.countDown();
    guesser.join();
  }

  @Test
  void guessesAtOneNameGoOneAfterTheOther() throws Exception {
    var underWay = new AtomicInteger();
    var most = new AtomicInteger();
    Thread[] threads = new Thread[8];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          Thread.ofVirtual()
              .start(() ->
                  throttle.test(
                      host,
                      "ali",
                      () -> {
                        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                        Thread.yield();
                        underWay.decrementAndGet();
                        return true;
                      }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertTrue(most.get() == 1);
  }

  @Test
  void onlyOneGuessOfAHostIsCheckedAtATime() throws Exception {
    var underWay = new AtomicInteger();
    var release = new CountDownLatch(1);
    List<Thread> threads =
        IntStream.range(0, 8).mapToObj(i -> guesser("user" + i, underWay, release)).toList();
    Awaitility.await().until(() -> threads.stream().allMatch(LoginThrottleTest::waits));
    assertEquals(1, underWay.get());
    release.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(8, underWay.get());
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == State.WAITING || thread.getState() == State.TIMED_WAITING;
  }

  @Test
  void addressesOfOneIpv6SiteAreOneHost() {
    millis(host("2001:db8::1"), false);
    assertTrue(millis(host("2001:db8::2"), false) >= 100);
    assertTrue(millis(host("2001:db8:0:1::1"), true) < 100);
  }

  /** Each pair has the same hash code. */
  @ParameterizedTest
  @CsvSource({"127.0.1.9, 127.0.0.40", "2001:db8:0:109::1, 2001:db8:0:28::1"})
  void hostsWhoseAddressesLookAlikeDoNotShareACount(String one, String another) {
    millis(host(one), false);
    assertTrue(millis(host(another), true) < 100);
  }

  @Test
  void anInterruptedGuessIsWrong() {
    Thread.currentThread().interrupt();
    assertFalse(throttle.test(host, "ali", () -> true));
    assertTrue(Thread.interrupted());
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
