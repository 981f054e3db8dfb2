package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Fault 13: clocks that differ by up to 60 s do not matter; beyond, the server is silent and the
 * local says why.
 */
@Timeout(240)
class ClockSkewIT {
  private static final String[] ALLOW = {"--targets.allow=127.0.0.0/8"};

  /** A local whose clock is off, its message and how it served. */
  private record Skewed(int code, String said, double clockRefusals) {}

  private static Skewed withClockOffBy(String skew, int waitSeconds) throws Exception {
    Image.needs("faketime");
    var meters = Meters.onAFreePort();
    try (var target = new EchoTarget();
        var tunnel = Tunnel.start(0, new String[] {ALLOW[0], meters.flag()}, new String[0])) {
      Thread.sleep(waitSeconds * 1000L);
      int port = Image.freePort();
      List<String> command =
          new ArrayList<>(List.of("env", "FAKETIME_DONT_FAKE_MONOTONIC=1", "faketime", "-f", skew));
      command.addAll(List.of(Image.LAUNCHER.toString(), "local", "--listen", "127.0.0.1:" + port));
      command.addAll(List.of("--limits.handshake-timeout=1s", tunnel.link));
      try (var local = Program.start(command)) {
        Image.awaitPort(port, local);
        try (Socket client = Client.raw(port)) {
          int code = Client.request(client, new byte[] {1, 127, 0, 0, 1}, target.port());
          return new Skewed(code, local.err(), meters.handshakes("clock"));
        }
      }
    }
  }

  private static void assertRefused(Skewed skewed) {
    assertEquals(1, skewed.code());
    assertTrue(skewed.said().contains("clock off by more than 60 s"), skewed.said());
    assertTrue(skewed.clockRefusals() >= 1);
  }

  @Test
  void fault13AClockFiftyFiveSecondsAheadWorks() throws Exception {
    assertEquals(0, withClockOffBy("+55s", 0).code());
  }

  @Test
  void fault13AClockSixtyFiveSecondsAheadIsNamed() throws Exception {
    assertRefused(withClockOffBy("+65s", 0));
  }

  @Test
  void fault13AClockSixtyOneSecondsBehindIsNamed() throws Exception {
    assertRefused(withClockOffBy("-61s", 0));
  }

  /** A server takes nothing from before its own start, so a clock behind has to wait for that. */
  @Test
  @Tag("soak")
  void fault13AClockFiftyEightSecondsBehindWorksOnAServerThatIsUpForAMinute() throws Exception {
    assertEquals(0, withClockOffBy("-58s", 60).code());
  }
}
