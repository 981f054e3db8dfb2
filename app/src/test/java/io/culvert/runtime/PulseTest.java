package io.culvert.runtime;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PulseTest {
  private final Pulse pulse = new Pulse();

  private boolean isSilentFor(Duration time) {
    return pulse.age().compareTo(time) > 0;
  }

  @Test
  void beatsWhileItRunsAndIsSilentAfterwards() throws Exception {
    await().until(() -> isSilentFor(Duration.ofMillis(200)));
    Thread thread = start();
    await().until(() -> !isSilentFor(Duration.ofMillis(200)));
    thread.interrupt();
    thread.join();
    await().until(() -> isSilentFor(Duration.ofMillis(1_500)));
  }

  @Test
  void oneCarrierThatIsHeldMakesItSilent() throws Exception {
    Thread thread = start();
    var release = new CountDownLatch(1);
    try (var scope = TaskScope.open("holder")) {
      scope.fork("holder", () -> hold(release));
      await().until(() -> isSilentFor(Duration.ofSeconds(3)));
      release.countDown();
      await().until(() -> !isSilentFor(Duration.ofSeconds(1)));
    }
    thread.interrupt();
    thread.join();
  }

  /** Never gives its carrier back, as a thread in native code would not. */
  private static void hold(CountDownLatch release) {
    while (release.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  private Thread start() {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            pulse.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
