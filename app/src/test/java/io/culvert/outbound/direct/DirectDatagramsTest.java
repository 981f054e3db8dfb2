package io.culvert.outbound.direct;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Cidr;
import io.culvert.address.DomainName;
import io.culvert.address.Endpoint;
import io.culvert.metrics.Metrics;
import io.culvert.net.Datagrams;
import io.culvert.net.Deadlines;
import io.culvert.net.UdpSocket;
import io.culvert.net.dns.SharedResolver;
import io.culvert.proxy.DatagramDrop;
import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** One association's datagrams at the exit. */
@Timeout(30)
class DirectDatagramsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  /** Names under {@code dead.} are never answered; all others are this machine's. */
  private static final SharedResolver NAMES =
      (name, asker) -> {
        if (name.endsWith(".dead")) {
          new CountDownLatch(1).await();
        }
        return List.of(LOOPBACK);
      };

  private final Metrics meters = new Metrics();
  private final UdpSocket socket = socket();
  private DatagramSocket target;

  private static UdpSocket socket() {
    try {
      return UdpSocket.bind(
          new InetSocketAddress(LOOPBACK, 0), new Deadlines(), Duration.ofMinutes(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void open() throws IOException {
    target = new DatagramSocket(0, LOOPBACK);
    target.setSoTimeout(10_000);
  }

  @AfterEach
  void close() {
    socket.close();
    target.close();
  }

  private DirectDatagrams datagrams(UdpFiltering filtering, String... allow) {
    var rules = new TargetRules(Cidrs.of(allow), List.of(), Set.of(25));
    var addresses = new TargetAddresses(NAMES, rules, Set::of);
    var peers = new DirectDatagrams.Peers(addresses, "ali", new Contacts(filtering));
    return new DirectDatagrams(socket, peers, meters);
  }

  private interface Cidrs {
    static List<Cidr> of(String... blocks) {
      return List.of(blocks).stream().map(Cidr::parse).toList();
    }
  }

  private void sendFrom(DatagramSocket source, String data) throws IOException {
    byte[] octets = data.getBytes(US_ASCII);
    source.send(new DatagramPacket(octets, octets.length, socket.localAddress()));
  }

  private static ByteBuffer data(String text) {
    byte[] octets = text.getBytes(US_ASCII);
    return ByteBuffer.allocate(Datagrams.HEADROOM + octets.length)
        .position(Datagrams.HEADROOM)
        .put(octets)
        .flip()
        .position(Datagrams.HEADROOM);
  }

  private static String received(DirectDatagrams from) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(1_000).position(Datagrams.HEADROOM);
    from.receive(buffer);
    return US_ASCII.decode(buffer.flip().position(Datagrams.HEADROOM)).toString();
  }

  private Endpoint named(String name) {
    return new Endpoint(new DomainName(name), target.getLocalPort());
  }

  private Endpoint targetEndpoint() {
    return Endpoint.of((InetSocketAddress) target.getLocalSocketAddress());
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void pressureP11ADatagramFromAnAddressThatTheRulesRefuseIsDropped() throws Exception {
    DirectDatagrams association =
        datagrams(UdpFiltering.ENDPOINT_INDEPENDENT, LOOPBACK.getHostAddress());
    try (var refused = new DatagramSocket(0, InetAddress.getByName("127.0.0.2"))) {
      sendFrom(refused, "somewhat longer than the next");
      sendFrom(target, "next");
      assertEquals("next", received(association));
      assertEquals(1, meters.datagramsDropped(DatagramDrop.NOT_ALLOWED));
    }
  }

  @Test
  void endpointIndependentFilteringAcceptsDatagramsOfAnyHost() throws Exception {
    DirectDatagrams association = datagrams(UdpFiltering.ENDPOINT_INDEPENDENT, "127.0.0.0/8");
    sendFrom(target, "unasked");
    assertEquals("unasked", received(association));
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "other systems have no further address of 127.0.0.0/8")
  void addressDependentFilteringAcceptsOnlyHostsThatWereSentTo() throws Exception {
    DirectDatagrams association = datagrams(UdpFiltering.ADDRESS_DEPENDENT, "127.0.0.0/8");
    association.send(targetEndpoint(), data("question"));
    try (var otherHost = new DatagramSocket(0, InetAddress.getByName("127.0.0.2"));
        var otherPort = new DatagramSocket(0, LOOPBACK)) {
      sendFrom(otherHost, "unasked");
      sendFrom(otherPort, "same host");
      assertEquals("same host", received(association));
      assertEquals(1, meters.datagramsDropped(DatagramDrop.UNSOLICITED));
    }
  }

  @Test
  void reportF6DeadNamesOfAnAssociationHoldItsGoodOnesUpNoLonger() throws Exception {
    DirectDatagrams association = datagrams(UdpFiltering.ENDPOINT_INDEPENDENT, "127.0.0.0/8");
    try (var scope = TaskScope.open("test")) {
      association.besides().forEach(task -> scope.fork("look-ups", task));
      association.send(named("warm.example"), data("first"));
      receive();
      for (int i = 0; i < 1_000; i++) {
        association.send(named("host" + i + ".dead"), data("lost"));
      }
      long fastest = Long.MAX_VALUE; // A busy machine slows some down.
      for (int i = 0; i < 5; i++) {
        long start = System.nanoTime();
        association.send(named("good" + i + ".example"), data("good"));
        assertEquals("good", receive());
        fastest = Math.min(fastest, System.nanoTime() - start);
      }
      assertTrue(fastest < Duration.ofMillis(100).toNanos(), fastest + " ns");
      assertEquals(
          1_000 - (WaitingDatagrams.MOST - 1), meters.datagramsDropped(DatagramDrop.QUEUE_FULL));
    }
  }

  @Test
  void pressureP6ANameThatIsRememberedIsJudgedAgainAtEachDatagram() throws Exception {
    var own = new AtomicReference<>(Set.<InetAddress>of());
    InetAddress here = InetAddress.getByName("8.8.8.8");
    var rules = new TargetRules(List.of(), List.of(), Set.of());
    var addresses = new TargetAddresses((name, asker) -> List.of(here), rules, own::get);
    var sent = new LinkedBlockingQueue<InetSocketAddress>();
    var peers =
        new DirectDatagrams.Peers(
            addresses, "ali", new Contacts(UdpFiltering.ENDPOINT_INDEPENDENT));
    var targets =
        new DatagramTargets(
            peers,
            (data, to) -> {
              sent.add(to);
              return null;
            },
            meters);
    try (var scope = TaskScope.open("test")) {
      scope.fork("look-ups", targets::lookUp);
      targets.pass(named("a.example"), data("one"));
      assertEquals(here, sent.take().getAddress());
      own.set(Set.of(here));
      targets.pass(named("a.example"), data("two"));
      await().until(() -> meters.datagramsDropped(DatagramDrop.NOT_ALLOWED) == 1);
      assertEquals(0, sent.size());
    }
  }

  private String receive() throws IOException {
    var packet = new DatagramPacket(new byte[1_000], 1_000);
    target.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), US_ASCII);
  }
}
