package io.culvert.proxy;

import io.culvert.net.Connection;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ends a relay one of whose legs is lost while nobody reads or writes it: both threads may wait for
 * the other leg. {@link #guard} is for the relay's owner.
 */
public final class LossGuard {
  private final KillSwitch relay = new KillSwitch();
  private final Queue<Connection> watched = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Loss> first = new AtomicReference<>();

  /** Which leg, and why. */
  private record Loss(Connection leg, IOException cause) {}

  /** What ends by itself or by an interrupt. */
  public interface Relay {
    IOException run() throws InterruptedException;
  }

  /**
   * Runs the relay in the calling thread.
   *
   * @return what ended it, be it the loss
   */
  public IOException guard(Relay guarded) throws InterruptedException {
    relay.arm();
    try {
      return guarded.run();
    } catch (InterruptedException e) {
      if (relay.isKilled()) {
        return first.get().cause();
      }
      throw e;
    } finally {
      relay.disarm();
      watched.forEach(Connection::unwatchLoss);
    }
  }

  /** Until the relay has ended. */
  public void watch(Connection leg) {
    watched.add(leg);
    leg.watchLoss(cause -> {
      if (first.compareAndSet(null, new Loss(leg, cause))) {
        relay.kill();
      }
    });
  }

  /** Whether this leg was lost. */
  boolean isLost(Connection leg) {
    Loss loss = first.get();
    return loss != null && loss.leg() == leg;
  }
}
