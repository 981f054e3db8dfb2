package io.culvert.net;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The targets share a port and have different addresses of 127.0.0.0/8. */
@Timeout(30)
class DialerTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final Deadlines deadlines = new Deadlines();
  private final Dialer dialer = new Dialer(deadlines, LIMIT);
  private Thread sweeper;

  @BeforeEach
  void sweep() {
    sweeper =
        Thread.ofVirtual()
            .start(() -> {
              try {
                deadlines.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  @AfterEach
  void stop() throws Exception {
    sweeper.interrupt();
    sweeper.join();
  }

  @Test
  void interleavesTheFamiliesAndBeginsWithIpv6() throws IOException {
    assertEquals(
        addresses("2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "192.0.2.3"),
        Dialer.interleave(
            addresses("192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1", "2001:db8::2")));
  }

  @Test
  void triesEightAddressesAtMost() throws IOException {
    String[] many = IntStream.range(1, 20).mapToObj(i -> "192.0.2." + i).toArray(String[]::new);
    assertEquals(addresses(many).subList(0, 8), Dialer.interleave(addresses(many)));
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void aRefusedAddressGivesWayAtOnce() throws Exception {
    try (var target = listen("127.0.0.8", 50)) {
      int port = target.getLocalPort();
      var order =
          addresses(
              IntStream.rangeClosed(1, 8).mapToObj(i -> "127.0.0." + i).toArray(String[]::new));
      // The dialer must not wait for the seven head starts, which would take 1,750 ms.
      try (var dialled = assertTimeout(Duration.ofMillis(1500), () -> dialer.dial(order, port))) {
        assertEquals("127.0.0.8", dialled.remoteAddress().getAddress().getHostAddress());
      }
    }
    assertEquals(0, deadlines.size());
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void aSilentAddressLosesAndIsClosed() throws Exception {
    try (var silent = new SilentPort("127.0.0.1", 0);
        var target = listen("127.0.0.2", silent.port(), 50)) {
      var order = addresses("127.0.0.1", "127.0.0.2");
      try (var dialled = dialer.dial(order, target.getLocalPort())) {
        assertEquals("127.0.0.2", dialled.remoteAddress().getAddress().getHostAddress());
        assertEquals(1, deadlines.size());
      }
    }
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void theFirstAddressWinsWhenItAnswersInItsHeadStart() throws Exception {
    try (var first = listen("127.0.0.1", 50);
        var second = listen("127.0.0.2", first.getLocalPort(), 50)) {
      var order = addresses("127.0.0.1", "127.0.0.2");
      try (var dialled = dialer.dial(order, second.getLocalPort())) {
        assertEquals("127.0.0.1", dialled.remoteAddress().getAddress().getHostAddress());
      }
    }
  }

  @Test
  void oneSilentAddressEndsAtTheDeadline() throws Exception {
    try (var silent = new SilentPort("127.0.0.1", 0)) {
      var order = addresses("127.0.0.1");
      assertThrows(DeadlineExceededException.class, () -> dialer.dial(order, silent.port()));
    }
    assertEquals(0, deadlines.size());
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void aRaceOfSilentAddressesEndsAtTheDeadline() throws Exception {
    try (var first = new SilentPort("127.0.0.1", 0);
        var second = new SilentPort("127.0.0.2", first.port())) {
      var order = addresses("127.0.0.1", "127.0.0.2");
      assertThrows(DeadlineExceededException.class, () -> dialer.dial(order, second.port()));
    }
    assertEquals(0, deadlines.size());
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void whenAllRefuseTheDialIsRefused() throws Exception {
    int port;
    try (var closed = listen("127.0.0.1", 1)) {
      port = closed.getLocalPort();
    }
    var order = addresses("127.0.0.1", "127.0.0.2");
    var failed = assertThrows(ConnectFailedException.class, () -> dialer.dial(order, port));
    assertEquals(ConnectFailure.REFUSED, failed.failure());
    assertEquals(0, deadlines.size());
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void anInterruptEndsARace() throws Exception {
    try (var first = new SilentPort("127.0.0.1", 0);
        var second = new SilentPort("127.0.0.2", first.port())) {
      var order = addresses("127.0.0.1", "127.0.0.2");
      var dialling =
          Thread.ofVirtual()
              .start(() ->
                  assertThrows(
                      InterruptedException.class, () -> dialer.dial(order, second.port())));
      await().until(() -> deadlines.size() > 0);
      dialling.interrupt();
      dialling.join();
    }
    assertEquals(0, deadlines.size());
  }

  private static List<InetAddress> addresses(String... texts) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      addresses.add(InetAddress.getByName(text));
    }
    return addresses;
  }

  private static ServerSocket listen(String address, int backlog) throws IOException {
    return listen(address, 0, backlog);
  }

  private static ServerSocket listen(String address, int port, int backlog) throws IOException {
    return new ServerSocket(port, backlog, InetAddress.getByName(address));
  }
}
