package io.culvert.faults;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.Leftovers;
import io.culvert.chaos.ChaosRelay.Direction;
import io.culvert.chaos.Toxic;
import io.culvert.chaos.Toxics;
import io.culvert.metrics.Metrics;
import io.culvert.proxy.CloseReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Faults 5 and 6: a FIN or a RST on the tunnel before END is a reset for who receives, wherever it
 * falls.
 */
class TruncationTest {
  private static final int POSITIONS = 10_000;
  private static final int QUICK_STEP = 197;

  /** What is done to the tunnel, in which direction. */
  private enum Kind {
    FIN_UP(Direction.UP, Toxics::endAfter),
    FIN_DOWN(Direction.DOWN, Toxics::endAfter),
    RST_UP(Direction.UP, Toxics::resetAfter),
    RST_DOWN(Direction.DOWN, Toxics::resetAfter),
    CLOSE_UP(Direction.UP, Toxics::limit),
    CLOSE_DOWN(Direction.DOWN, Toxics::limit);

    private final Direction direction;
    private final LongFunction<Toxic> toxic;

    Kind(Direction direction, LongFunction<Toxic> toxic) {
      this.direction = direction;
      this.toxic = toxic;
    }

    boolean isReset() {
      return this == RST_UP || this == RST_DOWN;
    }
  }

  @TempDir private Path dumps;

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void aSampleOfCutsIsNeverACleanEnd(Kind kind) throws Exception {
    sweep(kind, QUICK_STEP);
  }

  /** 20,000 positions for a FIN and 20,000 for a RST. */
  @ParameterizedTest
  @EnumSource
  @Tag("soak")
  @Timeout(1200)
  void noCutIsACleanEnd(Kind kind) throws Exception {
    sweep(kind, 1);
  }

  private void sweep(Kind kind, int step) throws Exception {
    int resets = 0;
    try (var path = new HostilePath()) {
      for (int cut = 0; cut < POSITIONS; cut += step) {
        if (path.send(Shape.of(cut), kind.direction, kind.toxic.apply(cut))
            == HostilePath.End.RESET) {
          resets++;
        }
      }
      // Every shape is longer than the last position, so each of them was a cut.
      assertEquals((POSITIONS + step - 1) / step, resets);
      path.assertNothingOpen();
      assertCounted(resets, path.rig.localMetrics, kind);
      assertCounted(resets, path.rig.serverMetrics, kind);
    }
    assertEquals(Set.of(), Leftovers.threads(dumps), "threads");
  }

  /**
   * One counter for each cut; where no RST told both ends, one may hear of it by the other's RESET.
   */
  private static void assertCounted(int cuts, Metrics metrics, Kind kind) {
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> {
          long cut =
              metrics.streamsClosed(CloseReason.TUNNEL_TRUNCATED)
                  + metrics.streamsClosed(CloseReason.TUNNEL_LOST);
          long told = metrics.streamsClosed(CloseReason.PEER_RESET);
          assertEquals(cuts, cut + told);
          assertTrue(!kind.isReset() || told == 0, told + " told by the peer");
        });
  }
}
