package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.chaos.TestNameServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Cases 100 to 105: how the server connects to a name, RFC 8305. */
class ChecklistHappyEyeballsIT {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  private static Tunnel tunnel;
  private static TestNameServer names;

  @BeforeAll
  static void start() throws Exception {
    Image.needsIpv6();
    names = new TestNameServer();
    tunnel =
        Tunnel.start(
            0,
            new String[] {
              "--targets.allow=[\"127.0.0.0/29\", \"::1/128\"]",
              "--dns.servers=" + names.address(),
              "--limits.connect-timeout=3s"
            },
            new String[0]);
    // The first look-up and the first race load classes: no figure is taken from them.
    try (var target = new TcpTarget()) {
      names.add("warm.example", "127.0.0.1", "127.0.0.2", "::1");
      ask("warm.example", target.port());
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (tunnel != null) {
      tunnel.close();
      names.close();
    }
  }

  /** What a CONNECT came to. */
  private record Outcome(int rep, InetAddress via, double seconds) {}

  private static Outcome ask(String name, int port) throws IOException {
    try (var client = new RawClient(tunnel.socksPort)) {
      client.send("05 01 00");
      assertEquals("05 00", client.receive(2));
      long start = System.nanoTime();
      RawClient.Reply reply = client.send(Wire.connect(name, port)).reply();
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Outcome(reply.rep(), reply.bound().getAddress(), seconds);
    }
  }

  private static TcpTarget both(TcpTarget four) throws IOException {
    return new TcpTarget("::1", four.port());
  }

  @Test
  void case100AaaaAndAAreAskedTogether() throws Exception {
    names.add("together.example", Duration.ofMillis(300), Duration.ofMillis(300), "127.0.0.1");
    try (var target = new TcpTarget()) {
      assertEquals(0, ask("together.example", target.port()).rep());
    }
    List<TestNameServer.Question> asked = names.asked("together.example");
    assertEquals(2, asked.size());
    assertTrue(asked.get(0).isAaaa() != asked.get(1).isAaaa());
    long apart = Math.abs(asked.get(1).nanoTime() - asked.get(0).nanoTime());
    assertTrue(apart < 200_000_000, "the second did not wait for the first: " + apart + " ns");
  }

  @Test
  void case100AnAaaaThatIsOnlyALittleLaterIsStillPreferred() throws Exception {
    names.add("later.example", Duration.ofMillis(15), Duration.ZERO, "127.0.0.1", "::1");
    try (var four = new TcpTarget();
        var six = both(four)) {
      assertEquals(Wire.inet("::1"), ask("later.example", six.port()).via());
    }
  }

  @Test
  void case100AnAaaaThatIsLateIsNotWaitedFor() throws Exception {
    names.add("late.example", Duration.ofMillis(2_500), Duration.ZERO, "127.0.0.1", "::1");
    try (var four = new TcpTarget();
        var six = both(four)) {
      Outcome outcome = ask("late.example", six.port());
      assertEquals(Wire.inet("127.0.0.1"), outcome.via());
      assertTrue(outcome.seconds() < 1.5, outcome.toString());
    }
  }

  @Test
  void case100AnAThatIsLateIsNotWaitedFor() throws Exception {
    names.add("late4.example", Duration.ZERO, Duration.ofMillis(2_500), "127.0.0.1", "::1");
    try (var four = new TcpTarget();
        var six = both(four)) {
      Outcome outcome = ask("late4.example", six.port());
      assertEquals(Wire.inet("::1"), outcome.via());
      assertTrue(outcome.seconds() < 1.5, outcome.toString());
    }
  }

  @Test
  void case101Ipv6GoesFirst() throws Exception {
    names.add("first.example", "127.0.0.1", "127.0.0.2", "::1");
    try (var four = new TcpTarget();
        var six = both(four)) {
      assertEquals(Wire.inet("::1"), ask("first.example", six.port()).via());
      assertFalse(four.reachedWithin(Duration.ofMillis(100)));
    }
  }

  @Test
  void case101AfterOneIpv6AddressTheOtherFamilyHasItsTurn() throws Exception {
    names.add("turns.example", "127.0.0.1", "::1", "::1");
    try (var four = new TcpTarget();
        var silent = new SilentTarget("::1", four.port())) {
      Outcome outcome = ask("turns.example", silent.port());
      assertEquals(Wire.inet("127.0.0.1"), outcome.via());
      assertTrue(outcome.seconds() < 0.5, "one head start, not two: " + outcome);
    }
  }

  @Test
  void case102AnAttemptHasAHeadStartOf250Milliseconds() throws Exception {
    names.add("head.example", "127.0.0.1", "::1");
    try (var four = new TcpTarget();
        var silent = new SilentTarget("::1", four.port())) {
      Outcome outcome = ask("head.example", silent.port());
      assertEquals(Wire.inet("127.0.0.1"), outcome.via());
      assertTrue(outcome.seconds() >= 0.25 && outcome.seconds() < 2, outcome.toString());
    }
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void case102AFailedAttemptIsFollowedAtOnce() throws Exception {
    names.add("next.example", "127.0.0.2", "127.0.0.3", "127.0.0.1", "::1");
    try (var target = new TcpTarget("127.0.0.1", 0)) {
      Outcome outcome = ask("next.example", target.port());
      assertEquals(0, outcome.rep());
      assertTrue(outcome.seconds() < 0.25, outcome.toString());
    }
  }

  /** A loser that still waits would stand in the kernel's table as SYN_SENT, 02. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
  void case103TheFirstSuccessEndsTheOthers() throws Exception {
    names.add("losers.example", "127.0.0.1", "::1");
    try (var four = new TcpTarget();
        var silent = new SilentTarget("::1", four.port());
        var client = new RawClient(tunnel.socksPort)) {
      client.send(Wire.octets("05 01 00"), Wire.connect("losers.example", four.port()));
      assertEquals("05 00", client.receive(2));
      assertEquals(0, client.reply().rep());
      try (Socket accepted = four.accept()) {
        Awaitility.await("no attempt is left")
            .atMost(Duration.ofSeconds(1))
            .until(() -> attempts(silent.port()) == 0);
        client.sendText("the winner works");
        assertEquals("the winner works", TcpTarget.read(accepted, 16));
      }
    }
  }

  private static long attempts(int port) throws IOException {
    return Files.readAllLines(Path.of("/proc/net/tcp6")).stream()
        .filter(line -> line.contains(":%04X 02 ".formatted(port)))
        .count();
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void case104AForbiddenAddressIsLeftOutAndTheOtherDialled() throws Exception {
    names.add("mixed.example", "127.0.0.9", "10.0.0.1", "127.0.0.1");
    try (var target = new TcpTarget();
        var forbidden = new TcpTarget("127.0.0.9", target.port())) {
      assertEquals(Wire.inet("127.0.0.1"), ask("mixed.example", target.port()).via());
      assertFalse(forbidden.reachedWithin(Duration.ofMillis(100)));
    }
  }

  @Test
  void case104ANameWithForbiddenAddressesOnlyIsRep2() throws Exception {
    names.add("inside.example", "127.0.0.9", "169.254.169.254", "fe80::1", "::ffff:10.0.0.1");
    assertEquals(2, ask("inside.example", 80).rep());
  }

  /** The name is asked for once: what was judged is what is dialled. */
  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void case104ANameThatChangesItsAddressLeadsNowhereElse() throws Exception {
    names.addRebinding("rebinding.example", "127.0.0.1", "127.0.0.9");
    try (var target = new TcpTarget();
        var forbidden = new TcpTarget("127.0.0.9", target.port())) {
      assertEquals(Wire.inet("127.0.0.1"), ask("rebinding.example", target.port()).via());
      assertEquals(2, names.asked("rebinding.example").size());
      assertEquals(2, ask("rebinding.example", target.port()).rep());
      assertFalse(forbidden.reachedWithin(Duration.ofMillis(100)));
    }
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void case105WhenAllRefusedTheReplyIsRefused() throws Exception {
    names.add("closed.example", "127.0.0.1", "127.0.0.2", "::1");
    assertEquals(5, ask("closed.example", Image.freePort()).rep());
  }

  @Test
  void case105ThePreferredFamilysErrorIsToldThoughTheOtherTimedOut() throws Exception {
    names.add("half.example", "127.0.0.1", "::1");
    try (var silent = new SilentTarget("127.0.0.1", 0)) {
      Outcome outcome = ask("half.example", silent.port());
      assertEquals(5, outcome.rep());
      assertTrue(outcome.seconds() >= CONNECT_TIMEOUT.toSeconds(), "not before all failed");
    }
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void case105NoErrorIsToldWhereOneAddressAnswers() throws Exception {
    names.add("one.example", "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.1", "::1");
    try (var target = new TcpTarget()) {
      assertEquals(0, ask("one.example", target.port()).rep());
    }
  }
}
