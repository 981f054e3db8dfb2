package io.culvert.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class StopSignalsTest {

  @Test
  void tellsTheNumberOfEachSignalUntilClosed() throws Exception {
    List<Integer> outer = new CopyOnWriteArrayList<>();
    List<Integer> inner = new CopyOnWriteArrayList<>();
    try (StopSignals around = StopSignals.install(outer::add)) {
      try (StopSignals signals = StopSignals.install(inner::add)) {
        Signals.raise("TERM");
        await().until(() -> inner.size() == 1);
        Signals.raise("INT");
        await().until(() -> inner.size() == 2);
        Signals.raise("HUP");
        await().until(() -> inner.size() == 3);
      }
      Signals.raise("TERM");
      await().until(() -> outer.size() == 1);
    }
    assertEquals(List.of(StopSignals.SIGTERM, StopSignals.SIGINT, StopSignals.SIGHUP), inner);
    assertEquals(List.of(StopSignals.SIGTERM), outer);
  }
}
