package io.culvert.auth;

import io.culvert.runtime.BoundedMap;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Slows down password guessing without locking users out. Guesses from one host at one name run one
 * after another, and each waits for a pause that grows with the failures before it. A secret hash
 * maps names, existing or not, to a few groups that share a queue and a pause. Pauses therefore
 * reveal nothing about names, and a host that tries many names has few guesses in progress. At most
 * one guess per host is being checked, so that another host waits behind one of its guesses, not
 * behind all. Thread-safe; its memory is bounded.
 */
final class LoginThrottle {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(2);
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);
  private static final Duration MAX_WAIT = Duration.ofSeconds(10);
  private static final int GROUPS = 16;
  private static final int MAX_HOSTS = 4096;

  /**
   * The addresses whose guesses count together: one IPv4 address, or an IPv6 /64, because a host
   * can use any address of its /64.
   */
  private record Source(int addressLength, long prefix) {
    static Source of(InetAddress address) {
      byte[] octets = address.getAddress();
      var bytes = ByteBuffer.wrap(octets);
      return new Source(octets.length, octets.length == 4 ? bytes.getInt() : bytes.getLong());
    }
  }

  private static final class Group {
    private final ReentrantLock queue = new ReentrantLock(true);
    private int failures;
    private long failedNanos = System.nanoTime();

    Duration pause() {
      if (System.nanoTime() - failedNanos > FORGOTTEN_AFTER.toNanos()) {
        failures = 0;
      }
      if (failures == 0) {
        return Duration.ZERO;
      }
      Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
      return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
    }

    void record(boolean right) {
      failures = right ? 0 : failures + 1;
      failedNanos = System.nanoTime();
    }
  }

  private static final class Host {
    private final ReentrantLock queue = new ReentrantLock(true);
    private final Group[] groups = Stream.generate(Group::new).limit(GROUPS).toArray(Group[]::new);

    boolean test(BooleanSupplier guess) throws InterruptedException {
      queue.lockInterruptibly();
      try {
        return guess.getAsBoolean();
      } finally {
        queue.unlock();
      }
    }
  }

  private final int secret = new SecureRandom().nextInt();
  private final Map<Source, Host> hosts = BoundedMap.byUse(MAX_HOSTS);

  /**
   * Waits in the group's queue and for its pause, then tests the guess and records the result.
   * Returns false if the wait in the queue takes too long.
   */
  boolean test(InetAddress address, String name, BooleanSupplier guess) {
    Host host = host(address);
    Group group = host.groups[group(name)];
    try {
      if (!group.queue.tryLock(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
      try {
        Thread.sleep(group.pause());
        boolean right = host.test(guess);
        group.record(right);
        return right;
      } finally {
        group.queue.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private int group(String name) {
    int hash = 31 * secret + name.hashCode();
    hash ^= hash >>> 16;
    hash *= 0x85ebca6b;
    return Math.floorMod(hash ^ hash >>> 13, GROUPS);
  }

  private synchronized Host host(InetAddress address) {
    return hosts.computeIfAbsent(Source.of(address), source -> new Host());
  }
}
