package io.culvert.outbound.direct;

import io.culvert.runtime.Blocking;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * The addresses of this machine's interfaces, at most a second old. Reading them can take long,
 * since the system holds a lock meanwhile that other programs hold too: a caller waits half a
 * second at most and then gets the addresses that were read before. Thread-safe.
 */
public final class OwnAddresses {
  private static final Logger LOG = System.getLogger(OwnAddresses.class.getName());
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private record Seen(Set<InetAddress> addresses, long nanos) {}

  private final Blocking reading = new Blocking("own addresses", 1);
  private final ReentrantLock refreshing = new ReentrantLock();
  private final long freshNanos;
  private volatile Seen seen;
  private boolean failing;

  public OwnAddresses() {
    this(FRESH);
  }

  OwnAddresses(Duration fresh) {
    this.freshNanos = fresh.toNanos();
  }

  /** May block for half a second. */
  public Set<InetAddress> now() throws InterruptedException {
    Seen last = seen;
    if (last != null && isFresh(last)) {
      return last.addresses();
    }
    if (last == null) {
      refreshing.lockInterruptibly(); // There is no earlier reading to return.
    } else if (!refreshing.tryLock()) {
      return last.addresses(); // Another thread reads them.
    }
    try {
      return refreshed();
    } finally {
      refreshing.unlock();
    }
  }

  private boolean isFresh(Seen one) {
    return System.nanoTime() - one.nanos() < freshNanos;
  }

  private Set<InetAddress> refreshed() throws InterruptedException {
    if (seen == null || !isFresh(seen)) {
      refresh();
    }
    return seen.addresses();
  }

  private void refresh() throws InterruptedException {
    try {
      seen =
          reading.callWithin(
              PATIENCE,
              () ->
                  new Seen(
                      NetworkInterface.networkInterfaces()
                          .flatMap(NetworkInterface::inetAddresses)
                          .collect(Collectors.toUnmodifiableSet()),
                      System.nanoTime()));
      failing = false;
    } catch (IOException | TimeoutException e) {
      if (!failing) {
        LOG.log(Level.WARNING, "cannot read the addresses of this machine: " + e.getMessage());
      }
      failing = true;
      Set<InetAddress> before = seen == null ? Set.of() : seen.addresses();
      seen = new Seen(before, System.nanoTime()); // Else each caller would wait in vain.
    }
  }
}
