package io.culvert.systemd;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says that the process lives, until closed, and keeps silent while a part of the process shows no
 * sign of life. A platform thread of its own looks at the signs, so that it can log which part that
 * is.
 */
public final class Watchdog implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Watchdog.class.getName());

  /** Looks within the manager's time-out: a message that is late or lost does no harm. */
  private static final int LOOKS = 4;

  private final List<SignOfLife> signs;
  private final Runnable sayAlive;
  private final CountDownLatch closed = new CountDownLatch(1);
  private int looksInVain;

  /**
   * @param sayAlive tells the service manager that the process lives
   */
  Watchdog(List<SignOfLife> signs, Runnable sayAlive) {
    this.signs = List.copyOf(signs);
    this.sayAlive = sayAlive;
  }

  /**
   * Starts the thread.
   *
   * @param timeout how long the manager waits
   */
  void start(Duration timeout) {
    Thread.ofPlatform().daemon().name("watchdog").start(() -> run(timeout));
  }

  private void run(Duration timeout) {
    try {
      do {
        look(timeout.dividedBy(2));
      } while (!closed.await(timeout.dividedBy(LOOKS).toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the thread ends here
    }
  }

  /** Says that the process lives, unless a sign is older than {@code longest}. */
  void look(Duration longest) {
    Optional<SignOfLife> old =
        signs.stream().filter(sign -> sign.age().get().compareTo(longest) > 0).findFirst();
    if (old.isEmpty()) {
      looksInVain = 0;
      sayAlive.run();
    } else if (++looksInVain == 2) { // The process may have been stopped for a while before one.
      LOG.log(
          Level.ERROR,
          "no sign of life from {0} for {1} s: the service manager is no longer told that the process lives",
          old.get().part(),
          old.get().age().get().toSeconds());
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
