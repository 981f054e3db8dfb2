package io.culvert;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.culvert.config.DnsSettings;
import io.culvert.config.LimitSettings;
import io.culvert.metrics.Metrics;
import io.culvert.net.SilentPort;
import io.culvert.proxy.CloseReason;
import io.culvert.socks.Authenticator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a client is refused for is counted, once, under its own word at each end. */
@Timeout(60)
class RefusalCountersTest {
  private static LimitSettings limits(Duration connect, Duration idle) {
    return new LimitSettings(
        1000,
        Rig.PATIENCE,
        connect,
        idle,
        new LimitSettings.Udp(0, Duration.ofMinutes(5)),
        Duration.ofSeconds(1));
  }

  private static final Rig.Options SHORT =
      Rig.Options.DEFAULT
          .with(limits(Duration.ofMillis(300), Duration.ofMinutes(5)))
          .with(new DnsSettings(List.of(), Duration.ofSeconds(2), 16));

  private static Rig requiringPasswords() throws IOException {
    return new Rig(Rig.Options.DEFAULT.allow(), 0, Authenticator.NOBODY);
  }

  /** Of all reasons this one alone, once. */
  private static void assertCounted(Metrics metrics, CloseReason expected) {
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> {
          for (CloseReason reason : CloseReason.values()) {
            assertEquals(reason == expected ? 1 : 0, metrics.streamsClosed(reason), reason.word());
          }
        });
  }

  /** What the client says after its greeting was answered; it then waits for the end. */
  private static void say(Rig rig, String greeting, String more) throws IOException {
    try (Socket client = rig.socks()) {
      client.getOutputStream().write(HexFormat.of().parseHex(greeting));
      if (!more.isEmpty()) {
        client.getInputStream().readNBytes(2);
        client.getOutputStream().write(HexFormat.of().parseHex(more));
      }
      client.getInputStream().readAllBytes();
    }
  }

  private static void assertAtLocal(CloseReason expected, String greeting, String more)
      throws Exception {
    try (Rig rig = Rig.direct()) {
      say(rig, greeting, more);
      assertCounted(rig.localMetrics, expected);
      assertEquals(0, rig.serverMetrics.streamsOpened());
    }
  }

  @Test
  void octetsThatAreNoProtocol() throws Exception {
    assertAtLocal(CloseReason.MALFORMED_REQUEST, "00", "");
  }

  @Test
  void aRequestOfAnotherVersion() throws Exception {
    assertAtLocal(CloseReason.MALFORMED_REQUEST, "050100", "06010001" + "7f000001" + "0050");
  }

  @Test
  void anUnknownCommand() throws Exception {
    assertAtLocal(CloseReason.COMMAND_NOT_SUPPORTED, "050100", "05090001" + "7f000001" + "0050");
  }

  @Test
  void anUnknownAddressType() throws Exception {
    assertAtLocal(CloseReason.ADDRESS_TYPE_NOT_SUPPORTED, "050100", "05010009");
  }

  @Test
  void noCommonMethod() throws Exception {
    assertAtLocal(CloseReason.AUTHENTICATION_FAILED, "050180", "");
  }

  @Test
  void aWrongPassword() throws Exception {
    try (Rig rig = requiringPasswords()) {
      say(rig, "050102", "01" + "0161" + "0162");
      assertCounted(rig.localMetrics, CloseReason.AUTHENTICATION_FAILED);
    }
  }

  @Test
  void aClientThatLeavesInTheMiddle() throws Exception {
    try (Rig rig = Rig.direct();
        Socket client = rig.socks()) {
      client.getOutputStream().write(new byte[] {5, 2});
      client.shutdownOutput();
      assertEquals(-1, client.getInputStream().read());
      assertCounted(rig.localMetrics, CloseReason.CLIENT_LEFT);
    }
  }

  private static void assertAtBoth(Rig rig, int port, String address, CloseReason expected)
      throws IOException {
    try (Socket client = rig.socks()) {
      Rig.request(client, HexFormat.of().parseHex(address), port);
      assertEquals(-1, client.getInputStream().read());
    }
    assertCounted(rig.localMetrics, expected);
    assertCounted(rig.serverMetrics, expected);
  }

  @Test
  void aTargetAgainstTheRules() throws Exception {
    try (Rig rig = Rig.direct()) {
      assertAtBoth(rig, 80, "010a000001", CloseReason.NOT_ALLOWED);
    }
  }

  @Test
  void aTargetThatRefuses() throws Exception {
    // A port that is bound and not listened on refuses, and nobody else gets it meanwhile.
    try (var bound = new Socket();
        Rig rig = Rig.direct()) {
      bound.bind(new InetSocketAddress("127.0.0.1", 0));
      assertAtBoth(rig, bound.getLocalPort(), "017f000001", CloseReason.CONNECTION_REFUSED);
    }
  }

  @Test
  void aTargetThatDoesNotAnswer() throws Exception {
    try (Rig rig = new Rig(SHORT);
        var silent = new SilentPort("127.0.0.1", 0)) {
      assertAtBoth(rig, silent.port(), "017f000001", CloseReason.CONNECT_TIMEOUT);
    }
  }

  @Test
  void aNameWithoutAddress() throws Exception {
    String name =
        HexFormat.of().formatHex("no.invalid".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    try (Rig rig = new Rig(SHORT)) {
      assertAtBoth(rig, 80, "030a" + name, CloseReason.UNRESOLVABLE);
    }
  }

  @Test
  void anAssociationTooMany() throws Exception {
    try (Rig rig = new Rig(SHORT);
        Socket client = rig.socks()) {
      assertEquals(1, Rig.request(client, 3, new byte[] {1, 0, 0, 0, 0}, 0));
      assertCounted(rig.localMetrics, CloseReason.LIMIT_REACHED);
    }
  }

  @Test
  void aServerThatIsNotThere() throws Exception {
    int port;
    try (var closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = closed.getLocalPort();
    }
    try (Rig rig = new Rig(Rig.Options.DEFAULT.through(port));
        Socket client = rig.socks()) {
      assertEquals(1, Rig.request(client, new byte[] {1, 127, 0, 0, 1}, 80));
      assertCounted(rig.localMetrics, CloseReason.SERVER_UNREACHABLE);
    }
  }

  private static void assertAtLocalThroughFake(
      CloseReason expected, Duration handshake, FakeServer fake) throws Exception {
    var limits =
        new LimitSettings(
            1000,
            handshake,
            Rig.PATIENCE,
            Duration.ofMinutes(5),
            new LimitSettings.Udp(0, Duration.ofMinutes(5)),
            Duration.ofSeconds(1));
    try (var server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Rig rig = new Rig(Rig.Options.DEFAULT.with(limits).through(server.getLocalPort()));
        Socket client = rig.socks()) {
      Thread.ofVirtual().start(() -> fake.serve(server));
      assertEquals(1, Rig.request(client, new byte[] {1, 127, 0, 0, 1}, 80));
      assertCounted(rig.localMetrics, expected);
    }
  }

  private interface FakeServer {
    void serve(ServerSocket listener);
  }

  @Test
  void aServerThatDoesNotAnswerTheHandshake() throws Exception {
    assertAtLocalThroughFake(CloseReason.HANDSHAKE_TIMEOUT, Duration.ofMillis(300), listener -> {});
  }

  @Test
  void aServerThatAnswersNonsense() throws Exception {
    assertAtLocalThroughFake(
        CloseReason.HANDSHAKE_FAILED,
        Rig.PATIENCE,
        listener -> {
          try {
            while (true) {
              listener.accept().getOutputStream().write(new byte[300]);
            }
          } catch (IOException e) {
            // The test is over.
          }
        });
  }

  @Test
  void aStreamThatOutlastsTheDrain() throws Exception {
    Rig rig = Rig.direct();
    try (var target = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Socket client = rig.connect(target.getLocalPort());
        Socket accepted = target.accept()) {
      rig.local.drain(Duration.ZERO);
      assertCounted(rig.localMetrics, CloseReason.DRAINED);
      assertEquals(0, client.getInputStream().available() + accepted.getInputStream().available());
    } finally {
      rig.close();
    }
  }

  @Test
  void aStreamThatOutlastsTheServersDrain() throws Exception {
    Rig rig = Rig.direct();
    try (var target = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Socket client = rig.connect(target.getLocalPort());
        Socket accepted = target.accept()) {
      rig.server.drain(Duration.ZERO);
      assertCounted(rig.serverMetrics, CloseReason.DRAINED);
      assertEquals(0, client.getInputStream().available() + accepted.getInputStream().available());
    } finally {
      rig.close();
    }
  }

  @Test
  void aTargetThatResets() throws Exception {
    try (Rig rig = Rig.direct();
        var target = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Socket client = rig.connect(target.getLocalPort())) {
      Socket accepted = target.accept();
      accepted.setSoLinger(true, 0);
      accepted.close();
      assertCounted(rig.serverMetrics, CloseReason.TARGET_RESET);
      assertCounted(rig.localMetrics, CloseReason.PEER_RESET);
      assertEquals(0, client.getInputStream().available());
    }
  }

  @Test
  void aStreamOnWhichNothingMoves() throws Exception {
    var idle = limits(Rig.PATIENCE, Duration.ofMillis(300));
    try (Rig rig = new Rig(Rig.Options.DEFAULT.with(idle));
        var target = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Socket client = rig.connect(target.getLocalPort());
        Socket accepted = target.accept()) {
      await()
          .untilAsserted(() ->
              assertEquals(
                  1,
                  Math.max(
                      rig.localMetrics.streamsClosed(CloseReason.IDLE_TIMEOUT),
                      rig.serverMetrics.streamsClosed(CloseReason.IDLE_TIMEOUT))));
      assertEquals(0, client.getInputStream().available() + accepted.getInputStream().available());
    }
  }
}
