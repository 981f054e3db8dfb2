package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.chaos.TestNameServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Cases 60 to 70: UDP ASSOCIATE, RFC 1928 sections 6 and 7. */
class ChecklistUdpIT {
  private static final Duration A_MOMENT = Duration.ofMillis(400);
  private static final int LARGEST_UDP = 65_507;
  private static final int IPV4_HEADER = 10;

  private static Tunnel tunnel;
  private static TestNameServer names;
  private static UdpTarget target;

  @BeforeAll
  static void start() throws Exception {
    names = new TestNameServer().add("target.example", "127.0.0.1");
    target = new UdpTarget();
    tunnel =
        Tunnel.start(
            0,
            new String[] {
              "--targets.allow=[\"127.0.0.0/8\", \"::1/128\"]",
              "--dns.servers=" + names.address(),
              "--limits.idle-timeout=1s"
            },
            new String[] {"--limits.idle-timeout=1s"});
  }

  @AfterAll
  static void stop() throws Exception {
    tunnel.close();
    target.close();
    names.close();
  }

  private static UdpClient associate() throws IOException {
    return UdpClient.associate(tunnel.socksPort);
  }

  /** A datagram there and one back. */
  private static void assertAlive(UdpClient client) throws IOException {
    client.send(target.address(), "alive?");
    UdpTarget.Datagram there = target.receive();
    assertEquals("alive?", there.text());
    target.send(there.from(), Wire.ascii("alive."));
    assertEquals("alive.", client.receive().text());
  }

  @Test
  void case60TheReplyNamesAnAddressThatTheClientCanUse() throws Exception {
    try (var client = associate()) {
      assertEquals(Wire.inet("127.0.0.1"), client.relay().getAddress());
      assertNotEquals(0, client.relay().getPort());
      assertAlive(client);
    }
  }

  @Test
  void case61AnAnswerCarriesTheTargetsAddress() throws Exception {
    try (var client = associate()) {
      client.send(target.address(), "question");
      target.send(target.receive().from(), Wire.ascii("answer"));
      UdpTarget.Datagram answer = client.receive();
      assertEquals(target.address(), answer.from());
      assertEquals("answer", answer.text());
    }
  }

  @Test
  void case61ANameIsResolvedAtTheServer() throws Exception {
    try (var client = associate()) {
      byte[] endpoint = Wire.endpoint(Wire.ascii("target.example"), target.port());
      client.sendRaw(Wire.datagram(0, endpoint, Wire.ascii("by name")));
      UdpTarget.Datagram there = target.receive();
      assertEquals("by name", there.text());
      target.send(there.from(), Wire.ascii("back"));
      assertEquals(target.address(), client.receive().from());
    }
  }

  @Test
  void case61Ipv6TargetsAnswerWithTheirAddress() throws Exception {
    Image.needsIpv6();
    try (var client = associate();
        var six = new UdpTarget("::1")) {
      client.send(six.address(), "six");
      UdpTarget.Datagram there = six.receive();
      assertEquals("six", there.text());
      six.send(there.from(), Wire.ascii("6"));
      assertEquals(six.address(), client.receive().from());
    }
  }

  @Test
  void case62FragmentsAreDropped() throws Exception {
    try (var client = associate()) {
      for (int frag : new int[] {1, 2, 0x7f, 0x80, 0x81, 0xff}) {
        client.sendRaw(Wire.datagram(frag, Wire.endpoint(target.address()), Wire.ascii("part")));
      }
      assertAlive(client);
    }
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void case63DatagramsFromAnotherAddressAreDropped() throws Exception {
    try (var client = associate();
        var stranger = new DatagramSocket(new InetSocketAddress("127.0.0.2", 0))) {
      byte[] datagram = Wire.datagram(0, Wire.endpoint(target.address()), Wire.ascii("stranger"));
      stranger.send(new DatagramPacket(datagram, datagram.length, client.relay()));
      assertAlive(client);
      stranger.send(new DatagramPacket(datagram, datagram.length, client.relay()));
      assertAlive(client);
    }
  }

  @Test
  void case64AnAnnouncedPortIsServed() throws Exception {
    int port;
    try (var free = new DatagramSocket(0, Wire.inet("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    try (var client = UdpClient.associate(tunnel.socksPort, port);
        var other = new DatagramSocket(0, Wire.inet("127.0.0.1"))) {
      byte[] datagram = Wire.datagram(0, Wire.endpoint(target.address()), Wire.ascii("other"));
      other.send(new DatagramPacket(datagram, datagram.length, client.relay()));
      assertAlive(client);
    }
  }

  @Test
  void case65TheAssociationEndsWithItsTcpConnection() throws Exception {
    try (var client = associate()) {
      assertAlive(client);
      client.send(target.address(), "whence?");
      InetSocketAddress exit = target.receive().from();
      client.control().close();
      Awaitility.await("the local's socket gone")
          .atMost(Program.PATIENCE)
          .until(() -> unreachable(client.relay()));
      Awaitility.await("the server's socket gone")
          .atMost(Program.PATIENCE)
          .until(() -> unreachable(exit));
      assertTrue(target.silentFor(A_MOMENT));
    }
  }

  @Test
  void case65AResetOfTheTcpConnectionEndsItToo() throws Exception {
    try (var client = associate()) {
      assertAlive(client);
      client.control().reset();
      Awaitility.await().atMost(Program.PATIENCE).until(() -> unreachable(client.relay()));
    }
  }

  /** A closed port is told by the system to a socket that is connected to it. */
  private static boolean unreachable(InetSocketAddress address) throws IOException {
    try (var probe = new DatagramSocket(0, Wire.inet("127.0.0.1"))) {
      probe.connect(address);
      probe.send(new DatagramPacket(new byte[1], 1));
      UdpTarget.receive(probe, Duration.ofMillis(100));
      return false;
    } catch (PortUnreachableException e) {
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @Test
  void case66MalformedDatagramsAreDroppedInSilence() throws Exception {
    try (var client = associate()) {
      byte[] good = Wire.datagram(0, Wire.endpoint(target.address()), new byte[0]);
      for (int length = 0; length < good.length; length++) {
        client.sendRaw(Arrays.copyOf(good, length));
      }
      client.sendRaw(Wire.octets("00 00 00 17 7f 00 00 01 00 50 78"));
      client.sendRaw(Wire.octets("00 00 00 03 00 00 50 78"));
      client.sendRaw(Wire.octets("00 00 00 03 ff 61 62 63"));
      client.sendRaw(Wire.octets("00 00 00 03 02 61 00 00 50 78"));
      assertTrue(client.silentFor(A_MOMENT), "no error datagrams");
      assertAlive(client);
    }
  }

  @Test
  void case66NoBadTargetEndsTheAssociation() throws Exception {
    try (var client = associate()) {
      client.send(Wire.loopback(Image.freePort()), "refused");
      client.send(new InetSocketAddress(Wire.inet("10.0.0.1"), 53), "against the rules");
      client.send(new InetSocketAddress(Wire.inet("127.0.0.1"), 0), "port 0");
      byte[] absent = Wire.endpoint(Wire.ascii("absent.example"), 53);
      client.sendRaw(Wire.datagram(0, absent, Wire.ascii("unresolvable")));
      assertTrue(client.silentFor(A_MOMENT), "no error datagrams");
      assertAlive(client);
    }
  }

  @Test
  void case67EmptyDatagramsAreRelayedBothWays() throws Exception {
    try (var client = associate()) {
      client.send(target.address(), new byte[0]);
      UdpTarget.Datagram there = target.receive();
      assertEquals(0, there.data().length);
      target.send(there.from(), new byte[0]);
      assertEquals(0, client.receive().data().length);
    }
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems send no datagrams of 64 KiB by default")
  void case67TheLargestDatagramIsRelayedBothWays() throws Exception {
    byte[] largest = new byte[LARGEST_UDP - IPV4_HEADER];
    for (int i = 0; i < largest.length; i++) {
      largest[i] = (byte) (i * 7);
    }
    try (var client = associate()) {
      client.send(target.address(), largest);
      UdpTarget.Datagram there = target.receive();
      assertArrayEquals(largest, there.data());
      target.send(there.from(), largest);
      assertArrayEquals(largest, client.receive().data());
    }
  }

  @Test
  void case67AnAnswerThatHasNoRoomForTheHeaderIsDroppedWhole() throws Exception {
    try (var client = associate()) {
      client.send(target.address(), "question");
      InetSocketAddress exit = target.receive().from();
      target.send(exit, new byte[LARGEST_UDP]);
      target.send(exit, new byte[LARGEST_UDP - IPV4_HEADER + 1]);
      target.send(exit, Wire.ascii("after"));
      assertEquals("after", client.receive().text());
      assertAlive(client);
    }
  }

  /**
   * Both ends reset a stream after 1 s of silence here; this control connection is silent for 3.
   */
  @Test
  void case68ABusyAssociationOutlivesTheIdleTimeOutOfTcp() throws Exception {
    try (var client = associate()) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
      while (System.nanoTime() < end) {
        assertAlive(client);
        assertTrue(client.control().silentFor(Duration.ofMillis(200)), "the control connection");
      }
    }
  }

  @Test
  void case68AnIdleAssociationEndsAfterItsOwnTimeOut() throws Exception {
    try (var local = OtherLocal.start(tunnel.link, "--limits.udp-idle-timeout=1s");
        var client = UdpClient.associate(local.socksPort)) {
      assertAlive(client);
      long start = System.nanoTime();
      assertEquals("", client.control().rest());
      double seconds = (System.nanoTime() - start) / 1e9;
      assertTrue(seconds > 0.8 && seconds < 5, seconds + " s");
    }
  }

  @Test
  void case68TheDefaultIsTheFiveMinutesThatRfc4787Advises() throws Exception {
    Program.Result check =
        Program.runCulvert("check", "--config", tunnel.dir + "/server/server.toml");
    assertTrue(check.out().contains("udp-idle-timeout = \"5m\""), check.out());
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void case69OneMappingServesAllTargets() throws Exception {
    try (var client = associate();
        var second = new UdpTarget("127.0.0.3")) {
      client.send(target.address(), "one").send(second.address(), "two");
      InetSocketAddress seen = target.receive().from();
      assertEquals(seen.getPort(), second.receive().from().getPort());
    }
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void case69WhoeverSendsToTheMappingIsHeardWithItsTrueSource() throws Exception {
    try (var client = associate();
        var third = new UdpTarget("127.0.0.4")) {
      client.send(target.address(), "one");
      third.send(target.receive().from(), Wire.ascii("unasked"));
      UdpTarget.Datagram heard = client.receive();
      assertEquals("unasked", heard.text());
      assertEquals(third.address(), heard.from());
    }
  }

  @Test
  void case70AssociationsDoNotHearEachOther() throws Exception {
    try (var first = associate();
        var second = associate()) {
      first.send(target.address(), "first");
      InetSocketAddress exit1 = target.receive().from();
      second.send(target.address(), "second");
      InetSocketAddress exit2 = target.receive().from();
      assertNotEquals(exit1, exit2);
      assertNotEquals(first.relay(), second.relay());
      target.send(exit1, Wire.ascii("to first"));
      target.send(exit2, Wire.ascii("to second"));
      assertEquals("to first", first.receive().text());
      assertEquals("to second", second.receive().text());
      assertTrue(first.silentFor(A_MOMENT));
      assertTrue(second.silentFor(Duration.ofMillis(1)));
    }
  }

  /** Tor's vector: {@code 05 02 00 01 | 05 03 00 01 02 02 02 01 01 01}. */
  @Test
  void torsUdpAssociateIsUnderstood() throws Exception {
    try (var client = new RawClient(tunnel.socksPort)) {
      client.send("05 02 00 01").send("05 03 00 01 02 02 02 01 01 01");
      assertEquals("05 00", client.receive(2));
      assertEquals(0, client.reply().rep());
    }
  }

  @Test
  void switchedOffAtTheServerItIsRep7() throws Exception {
    try (var off = Tunnel.start(0, new String[] {"--udp.enabled=false"}, new String[0]);
        var client = new RawClient(off.socksPort)) {
      client.send("05 01 00").send("05 03 00 01 00 00 00 00 00 00");
      assertEquals("05 00", client.receive(2));
      assertEquals(7, client.reply().rep());
      assertEquals("", client.rest());
    }
  }
}
