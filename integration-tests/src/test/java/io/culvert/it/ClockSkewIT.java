package io.culvert.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fault 13: clocks may differ by up to 60 s. Beyond that the server stays silent, and the local
 * logs the reason. P10: the server's own clock is set.
 */
@Timeout(240)
class ClockSkewIT {
  private static final String[] ALLOW = {"--targets.allow=127.0.0.0/8"};

  /** A local of the image under another clock, for a server whose meters can be read. */
  private static final class Rig implements AutoCloseable {
    final Meters meters = Meters.onAFreePort();
    final EchoTarget target = new EchoTarget();
    final Tunnel tunnel = Tunnel.start(0, new String[] {ALLOW[0], meters.flag()}, new String[0]);
    private Program local;
    private int port;

    Rig() throws Exception {}

    /**
     * @param skew of the local's clock
     * @param launcher what faketime starts in the local's place, to start it in turn
     */
    Rig localOffBy(String skew, String... launcher) throws Exception {
      List<String> command = new ArrayList<>(List.of("env", "FAKETIME_DONT_FAKE_MONOTONIC=1"));
      command.addAll(List.of("faketime", "-f", skew));
      command.addAll(List.of(launcher));
      command.addAll(List.of(Image.LAUNCHER.toString(), "local", "--listen", "127.0.0.1:0"));
      command.addAll(List.of("--limits.handshake-timeout=1s", "--tunnel.ready-max=0"));
      command.addAll(List.of("--tunnel.ready=0", tunnel.link));
      local = Program.start(command);
      port = local.awaitPort("SOCKS clients");
      return this;
    }

    int request(Socket client) throws IOException {
      return Client.request(client, new byte[] {1, 127, 0, 0, 1}, target.port());
    }

    int request() throws IOException {
      try (Socket client = Client.raw(port)) {
        return request(client);
      }
    }

    void assertRefused() throws IOException {
      assertEquals(1, request());
      local.awaitOutput("clock off by more than 60 s");
      assertTrue(meters.handshakes("clock") >= 1);
    }

    /** Killed, faketime would leave a semaphore for its process number to trip over later. */
    @Override
    public void close() throws Exception {
      if (local != null) {
        local.stopChildren();
        local.close();
      }
      tunnel.close();
      target.close();
    }
  }

  @BeforeEach
  void needsFaketime() {
    Image.needs("faketime");
  }

  @Test
  void fault13AClockFiftyNineSecondsAheadWorks() throws Exception {
    try (Rig rig = new Rig().localOffBy("+59s")) {
      assertEquals(0, rig.request());
      assertEquals(0, rig.meters.handshakes("clock"));
    }
  }

  @Test
  void fault13AClockSixtyOneSecondsAheadIsNamed() throws Exception {
    try (Rig rig = new Rig().localOffBy("+61s")) {
      rig.assertRefused();
    }
  }

  @Test
  void fault13AClockSixtyOneSecondsBehindIsNamed() throws Exception {
    try (Rig rig = new Rig().localOffBy("-61s")) {
      rig.assertRefused();
    }
  }

  /** Streams that are open go on; what comes after the jump is refused until the clock is right. */
  @Test
  void fault13AClockThatJumpsDuringTheRun(@TempDir Path dir) throws Exception {
    Path clock = dir.resolve("clock");
    set(clock, "+0s");
    try (Rig rig =
            new Rig()
                .localOffBy(
                    "+0s",
                    "env",
                    "--unset=FAKETIME", // which would come before the file
                    "FAKETIME_NO_CACHE=1",
                    "FAKETIME_TIMESTAMP_FILE=" + clock);
        Socket stream = Client.raw(rig.port)) {
      assertEquals(0, rig.request(stream));
      set(clock, "+90s");
      rig.assertRefused();
      assertTrue(Client.echoes(stream));
      set(clock, "+0s");
      assertEquals(0, rig.request());
    }
  }

  /** A machine that boots with its clock ahead: it serves as soon as the clock is right. */
  @Test
  void p10AServerWhoseClockIsSetBackServesAtOnce(@TempDir Path dir) throws Exception {
    Path clock = dir.resolve("clock");
    set(clock, "+1800s");
    try (var target = new EchoTarget();
        var tunnel =
            Tunnel.start(
                arguments -> underClock(clock, arguments),
                arguments -> Program.culvert(impatient(arguments)))) {
      try {
        assertEquals(1, request(tunnel, target));
        set(clock, "+0s");
        assertEquals(0, request(tunnel, target));
        tunnel.server().awaitOutput("the clock was set back by 1800 s: handshakes are judged by");
        assertEquals(1, tunnel.server().err().split("the clock was set", -1).length - 1);
      } finally {
        tunnel.server().stopChildren();
      }
    }
  }

  private static int request(Tunnel tunnel, EchoTarget target) throws IOException {
    try (Socket client = Client.raw(tunnel.socksPort)) {
      return Client.request(client, new byte[] {1, 127, 0, 0, 1}, target.port());
    }
  }

  private static Program underClock(Path clock, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "FAKETIME_DONT_FAKE_MONOTONIC=1"));
    command.addAll(List.of("faketime", "-f", "+0s", "env", "--unset=FAKETIME"));
    command.addAll(List.of("FAKETIME_NO_CACHE=1", "FAKETIME_TIMESTAMP_FILE=" + clock));
    command.add(Image.LAUNCHER.toString());
    command.addAll(List.of(arguments));
    return Program.start(command);
  }

  /** One that does not wait long for a server's answer. */
  private static String[] impatient(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--limits.handshake-timeout=1s", "--tunnel.ready-max=0"));
    all.add("--tunnel.ready=0");
    return all.toArray(String[]::new);
  }

  /** In one step: faketime ends a program that finds the file empty. */
  private static void set(Path clock, String offset) throws IOException {
    Path next = Files.writeString(clock.resolveSibling("next"), offset + "\n");
    Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A server takes nothing from before its own start, so a clock behind has to wait for that. */
  @Test
  @Tag("soak")
  void fault13AClockFiftyNineSecondsBehindWorksOnAServerThatIsUpForAMinute() throws Exception {
    try (Rig rig = new Rig().localOffBy("-59s")) {
      rig.assertRefused();
      await()
          .atMost(Duration.ofSeconds(75))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> rig.request() == 0);
    }
  }
}
