package io.culvert.proxy;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for what another thread is about to do. */
final class Soon {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private Soon() {}

  static void until(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(condition);
  }
}
