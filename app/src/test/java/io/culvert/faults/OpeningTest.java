package io.culvert.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.Rig;
import io.culvert.chaos.ChaosRelay.Direction;
import io.culvert.chaos.Toxic;
import io.culvert.chaos.Toxics;
import io.culvert.config.LimitSettings;
import io.culvert.config.TunnelSettings;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Faults 5, 6 and 7 before a stream is open: wherever handshake, OPEN or REPLY are cut or altered,
 * the client is told REP 01, or the stream is open and obeys the rules for its data.
 */
class OpeningTest {
  /** Handshake and first record with their paddings, and something of the data behind. */
  private static final int OPENING_BYTES = 2200;

  private static final int QUICK_TIMES = 80;
  private static final int AT_ONCE = 40;

  /**
   * No connection is kept ready, so that each stream's begins with its handshake; wrong ones are
   * soon given up.
   */
  private static final Rig.Options OPTIONS =
      Rig.Options.DEFAULT
          .with(HostilePath.MANY_HANDSHAKES)
          .with(new TunnelSettings("", 0, 0))
          .with(
              new LimitSettings(
                  1000,
                  Duration.ofMillis(500),
                  Rig.PATIENCE,
                  Duration.ofMinutes(5),
                  new LimitSettings.Udp(0, Duration.ofMinutes(5)),
                  Duration.ofSeconds(1)));

  private enum Kind {
    FIN_UP(Direction.UP, Toxics::endAfter),
    FIN_DOWN(Direction.DOWN, Toxics::endAfter),
    RST_UP(Direction.UP, Toxics::resetAfter),
    RST_DOWN(Direction.DOWN, Toxics::resetAfter),
    FLIP_UP(Direction.UP, position -> Toxics.flip(position, 0x10)),
    FLIP_DOWN(Direction.DOWN, position -> Toxics.flip(position, 0x10));

    private final Direction direction;
    private final LongFunction<Toxic> toxic;

    Kind(Direction direction, LongFunction<Toxic> toxic) {
      this.direction = direction;
      this.toxic = toxic;
    }

    /** Another position for each connection. */
    Toxic somewhere() {
      return (next, random) -> toxic.apply(random.nextInt(OPENING_BYTES)).over(next, random);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void aSampleOfBrokenOpeningsIsAnswered(Kind kind) throws Exception {
    sweep(kind, QUICK_TIMES);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("soak")
  @Timeout(600)
  void everyBrokenOpeningIsAnswered(Kind kind) throws Exception {
    sweep(kind, 2 * OPENING_BYTES);
  }

  private static void sweep(Kind kind, int times) throws Exception {
    try (var path = new HostilePath(OPTIONS);
        var echo = new Echo(path.target);
        var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      path.relay.set(kind.direction, kind.somewhere());
      List<Callable<Boolean>> attempts = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        attempts.add(() -> attempt(path));
      }
      int refused = 0;
      for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
        refused += attempt.get() ? 0 : 1;
      }
      // A connection that is cut is tried once more: about a quarter fails twice.
      assertTrue(refused > 0 && refused < times, refused + " of " + times + " refused");
      path.assertNothingOpen();
      assertTrue(echo.served() >= times - refused);
    }
  }

  /**
   * @return whether the stream was opened
   */
  private static boolean attempt(HostilePath path) throws IOException {
    try (Socket client = path.rig.socks()) {
      int code = Rig.request(client, new byte[] {1, 127, 0, 0, 1}, path.target.getLocalPort());
      if (code != 0) {
        assertEquals(1, code);
        return false;
      }
      Shape.of(1).send(client.getOutputStream());
      client.shutdownOutput();
      HostilePath.received(client.getInputStream());
      return true;
    } catch (java.net.SocketException e) {
      return true;
    }
  }
}
