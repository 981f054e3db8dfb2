package io.culvert.outbound.direct;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.address.Address;
import io.culvert.address.Cidr;
import io.culvert.address.Endpoint;
import io.culvert.net.Datagrams;
import io.culvert.net.DeadlineExceededException;
import io.culvert.net.Deadlines;
import io.culvert.net.Dialer;
import io.culvert.net.SilentPort;
import io.culvert.net.dns.SharedResolver;
import io.culvert.proxy.Association;
import io.culvert.proxy.Command;
import io.culvert.proxy.DatagramDrop;
import io.culvert.proxy.EarlyData;
import io.culvert.proxy.Failure;
import io.culvert.proxy.Listening;
import io.culvert.proxy.Opened;
import io.culvert.proxy.Outcome;
import io.culvert.proxy.RecordedMeters;
import io.culvert.proxy.Request;
import io.culvert.tunnel.TunnelEnds;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Targets on the loopback, reached from this machine. */
@Timeout(30)
class DirectOutboundTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration SOON = Duration.ofMillis(300);
  private static final String LOOPBACK = "127.0.0.1";
  private static final int DENIED_PORT = 25;

  private final RecordedMeters meters = new RecordedMeters();
  private final Deadlines deadlines = new Deadlines();
  private Thread sweep;
  private ServerSocket target;

  @BeforeEach
  void start() throws IOException {
    sweep = TunnelEnds.start("deadlines", deadlines::run);
    target = new ServerSocket(0, 50, inet(LOOPBACK));
  }

  /** Whatever happened, nothing is left open. */
  @AfterEach
  void stop() throws Exception {
    await().untilAsserted(() -> assertEquals(0, deadlines.size(), "open sockets"));
    target.close();
    sweep.interrupt();
    sweep.join();
  }

  private static InetAddress inet(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static InetAddress names(String name) throws UnknownHostException {
    if (!name.equals("target.example")) {
      throw new UnknownHostException();
    }
    return inet(LOOPBACK);
  }

  private DirectOutbound outbound(
      Duration limit, DirectOutbound.Offer offer, SharedResolver resolver) {
    var rules = new TargetRules(List.of(Cidr.parse("127.0.0.0/8")), List.of(), Set.of(DENIED_PORT));
    var addresses = new TargetAddresses(resolver, rules, Set::of);
    return new DirectOutbound(addresses, new Dialer(deadlines, limit), deadlines, offer, meters);
  }

  /** All is offered, and nothing waits for longer. */
  private DirectOutbound outbound(Duration limit) {
    var offer = offer(true, limit, PATIENCE);
    return outbound(limit, offer, (name, asker) -> List.of(names(name)));
  }

  private static DirectOutbound.Offer offer(boolean all, Duration bindTimeout, Duration udpIdle) {
    return new DirectOutbound.Offer(
        all, all, bindTimeout, udpIdle, UdpFiltering.ENDPOINT_INDEPENDENT);
  }

  private DirectOutbound outbound() {
    return outbound(PATIENCE);
  }

  private DirectOutbound withoutOffers() {
    var offer = offer(false, PATIENCE, PATIENCE);
    return outbound(PATIENCE, offer, (name, asker) -> List.of(names(name)));
  }

  private static Request request(Command command, String host, int port) {
    return request("", command, host, port);
  }

  private static Request request(String user, Command command, String host, int port) {
    return new Request(
        command,
        new Endpoint(Address.parse(host), port),
        user,
        new InetSocketAddress(inet(LOOPBACK), 40_000),
        inet(LOOPBACK),
        "test");
  }

  private static Outcome<Opened> connect(DirectOutbound outbound, String host, int port)
      throws InterruptedException {
    return outbound.connect(request(Command.CONNECT, host, port), new EarlyData());
  }

  private static Outcome<Listening> listen(DirectOutbound outbound, String host)
      throws InterruptedException {
    return outbound.listen(request(Command.BIND, host, 0));
  }

  private static Association associate(DirectOutbound outbound) throws InterruptedException {
    return succeeded(outbound.associate(request(Command.UDP_ASSOCIATE, "0.0.0.0", 0)));
  }

  private static <T> T succeeded(Outcome<T> outcome) {
    assertInstanceOf(Outcome.Success.class, outcome);
    return ((Outcome.Success<T>) outcome).value();
  }

  private static void assertRefused(Failure expected, Outcome<?> outcome) {
    assertEquals(Outcome.refused(expected), outcome);
  }

  private static void assertInterruptible(Callable<?> step) throws Exception {
    var task = new FutureTask<>(step);
    Thread thread = Thread.ofVirtual().start(task);
    await().until(() -> thread.getState() == Thread.State.WAITING);
    thread.interrupt();
    ExecutionException end = assertThrows(ExecutionException.class, task::get);
    assertInstanceOf(InterruptedException.class, end.getCause());
  }

  @Test
  void connectTellsTheAddressThatTheTargetSees() throws Exception {
    Opened opened = succeeded(connect(outbound(), LOOPBACK, target.getLocalPort()));
    try (Socket accepted = target.accept()) {
      var seen = (InetSocketAddress) accepted.getRemoteSocketAddress();
      assertEquals(Endpoint.of(seen), opened.bound());
      accepted.getOutputStream().write(7);
      assertEquals(7, opened.connection().receive().get());
    }
    opened.connection().close();
  }

  @Test
  void connectLooksANameUp() throws Exception {
    Opened opened = succeeded(connect(outbound(), "target.example", target.getLocalPort()));
    opened.connection().close();
  }

  @Test
  void aTargetThatTheRulesDenyIsNotAllowed() throws Exception {
    assertRefused(Failure.NOT_ALLOWED, connect(outbound(), "10.0.0.1", 443));
    assertRefused(Failure.NOT_ALLOWED, connect(outbound(), LOOPBACK, DENIED_PORT));
    assertRefused(Failure.NOT_ALLOWED, connect(outbound(), "target.example", DENIED_PORT));
    assertRefused(Failure.NOT_ALLOWED, connect(outbound(), LOOPBACK, 0));
  }

  @Test
  void aNameWithoutAnAddressIsUnresolvable() throws Exception {
    assertRefused(Failure.UNRESOLVABLE, connect(outbound(), "other.example", 443));
  }

  @Test
  void aPortWhereNobodyListensRefuses() throws Exception {
    int port = target.getLocalPort();
    target.close();
    assertRefused(Failure.CONNECTION_REFUSED, connect(outbound(), LOOPBACK, port));
  }

  @Test
  void aTargetThatDoesNotAnswerTimesOut() throws Exception {
    try (var silent = new SilentPort(LOOPBACK, 0)) {
      assertRefused(Failure.CONNECT_TIMEOUT, connect(outbound(SOON), LOOPBACK, silent.port()));
    }
  }

  @Test
  void anInterruptEndsTheConnect() throws Exception {
    try (var silent = new SilentPort(LOOPBACK, 0)) {
      assertInterruptible(() -> connect(outbound(), LOOPBACK, silent.port()));
    }
  }

  @Test
  void anInterruptEndsTheLookUp() throws Exception {
    var offer = offer(true, PATIENCE, PATIENCE);
    SharedResolver stalled =
        (name, asker) -> {
          new CountDownLatch(1).await();
          return List.of();
        };
    assertInterruptible(() -> connect(outbound(PATIENCE, offer, stalled), "slow.example", 443));
  }

  @ParameterizedTest
  @CsvSource({"ali, ali", "'', 127.0.0.1"})
  void reportF6LookUpsCountAgainstTheUserOrElseTheSource(String user, String expected)
      throws Exception {
    Queue<String> askers = new ConcurrentLinkedQueue<>();
    var outbound =
        outbound(
            PATIENCE,
            offer(true, PATIENCE, PATIENCE),
            (name, asker) -> {
              askers.add(asker);
              throw new UnknownHostException();
            });
    outbound.connect(request(user, Command.CONNECT, "a.example", 443), new EarlyData());
    outbound.listen(request(user, Command.BIND, "a.example", 0));
    Request udp = request(user, Command.UDP_ASSOCIATE, "0.0.0.0", 0);
    try (Datagrams datagrams = succeeded(outbound.associate(udp)).datagrams()) {
      var lookUps = TunnelEnds.start("look-ups", () -> runQuietly(datagrams));
      datagrams.send(new Endpoint(Address.parse("a.example"), 53), payload(1));
      await().until(() -> askers.size() == 3);
      lookUps.interrupt();
      lookUps.join();
    }
    assertEquals(List.of(expected, expected, expected), List.copyOf(askers));
  }

  @Test
  void whatIsNotOfferedIsNotSupported() throws Exception {
    assertRefused(Failure.COMMAND_NOT_SUPPORTED, listen(withoutOffers(), LOOPBACK));
    assertRefused(
        Failure.COMMAND_NOT_SUPPORTED,
        withoutOffers().associate(request(Command.UDP_ASSOCIATE, "0.0.0.0", 0)));
  }

  private static Socket peer(Listening place, String own) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(inet(own), 0));
    socket.connect(new InetSocketAddress(inet(LOOPBACK), place.bound().port()), 10_000);
    return socket;
  }

  @Test
  void bindTakesThePeerThatWasNamed() throws Exception {
    try (Listening place = succeeded(listen(outbound(), LOOPBACK));
        Socket peer = peer(place, LOOPBACK)) {
      assertEquals(LOOPBACK, place.bound().address().toString());
      Opened opened = succeeded(place.accept());
      assertEquals(Endpoint.of((InetSocketAddress) peer.getLocalSocketAddress()), opened.bound());
      peer.getOutputStream().write(7);
      place.close();
      assertEquals(7, opened.connection().receive().get());
      opened.connection().close();
    }
  }

  @Test
  void bindResetsWhoeverElseComes() throws Exception {
    try (Listening place = succeeded(listen(outbound(), LOOPBACK));
        Socket other = peer(place, "127.0.0.2");
        Socket peer = peer(place, LOOPBACK)) {
      Opened opened = succeeded(place.accept());
      assertEquals(peer.getLocalPort(), opened.bound().port());
      assertThrows(SocketException.class, () -> other.getInputStream().read());
      opened.connection().close();
    }
  }

  @Test
  void bindWithoutANameTakesAnyPeerThatTheRulesAllow() throws Exception {
    try (Listening place = succeeded(listen(outbound(), "0.0.0.0"));
        Socket peer = peer(place, "127.0.0.2")) {
      Opened opened = succeeded(place.accept());
      assertEquals(peer.getLocalPort(), opened.bound().port());
      opened.connection().close();
    }
  }

  @Test
  void bindForAPeerThatTheRulesDenyIsNotAllowed() throws Exception {
    assertRefused(Failure.NOT_ALLOWED, listen(outbound(), "10.0.0.1"));
  }

  @Test
  void bindForANameWithoutAnAddressIsUnresolvable() throws Exception {
    assertRefused(Failure.UNRESOLVABLE, listen(outbound(), "other.example"));
  }

  @Test
  void bindWithoutAPeerEndsInTime() throws Exception {
    Listening place = succeeded(listen(outbound(SOON), LOOPBACK));
    try (place) {
      assertRefused(Failure.NO_PEER, place.accept());
    }
    assertThrows(ConnectException.class, () -> peer(place, LOOPBACK));
  }

  @Test
  void nobodyListensAfterItsClose() throws Exception {
    Listening place = succeeded(listen(outbound(), LOOPBACK));
    place.close();
    assertThrows(ConnectException.class, () -> peer(place, LOOPBACK));
  }

  @Test
  void anInterruptEndsTheWaitForBindsPeer() throws Exception {
    Listening place = succeeded(listen(outbound(), LOOPBACK));
    assertInterruptible(() -> {
      try (place) {
        return place.accept();
      }
    });
    assertThrows(ConnectException.class, () -> peer(place, LOOPBACK));
  }

  private static ByteBuffer payload(int octet) {
    return ByteBuffer.allocate(Datagrams.HEADROOM + 1)
        .put(Datagrams.HEADROOM, (byte) octet)
        .position(Datagrams.HEADROOM);
  }

  private static DatagramSocket udpTarget() throws SocketException {
    var socket = new DatagramSocket(new InetSocketAddress(inet(LOOPBACK), 0));
    try {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      return socket;
    } catch (SocketException e) {
      socket.close();
      throw e;
    }
  }

  private static DatagramPacket receive(DatagramSocket at) throws IOException {
    var packet = new DatagramPacket(new byte[10], 10);
    at.receive(packet);
    return packet;
  }

  @Test
  void datagramsGoToTheirTargetsAndAnswersComeWithTheirSource() throws Exception {
    Association association = associate(outbound());
    try (Datagrams datagrams = association.datagrams();
        DatagramSocket one = udpTarget();
        DatagramSocket other = udpTarget()) {
      datagrams.send(new Endpoint(Address.parse(LOOPBACK), one.getLocalPort()), payload(1));
      datagrams.send(new Endpoint(Address.parse(LOOPBACK), other.getLocalPort()), payload(2));
      DatagramPacket first = receive(one);
      assertEquals(1, first.getData()[0]);
      DatagramPacket second = receive(other);
      assertEquals(2, second.getData()[0]);
      assertEquals(first.getPort(), second.getPort(), "all targets see one port");
      assertEquals(association.bound().port(), first.getPort());
      other.send(second);
      ByteBuffer answer = ByteBuffer.allocate(10);
      Endpoint source = datagrams.receive(answer);
      assertEquals(other.getLocalPort(), source.port());
      assertEquals(LOOPBACK, source.address().toString());
      assertEquals(2, answer.flip().get());
    }
  }

  @Test
  void datagramsToANameWaitForItsLookUpBesides() throws Exception {
    Association association = associate(outbound());
    try (Datagrams datagrams = association.datagrams();
        DatagramSocket one = udpTarget()) {
      var lookUps = TunnelEnds.start("look-ups", () -> runQuietly(datagrams));
      var named = new Endpoint(Address.parse("target.example"), one.getLocalPort());
      datagrams.send(named, payload(1));
      assertEquals(1, receive(one).getData()[0]);
      lookUps.interrupt();
      lookUps.join();
    }
  }

  private static void runQuietly(Datagrams datagrams) throws InterruptedException {
    try {
      datagrams.besides().getFirst().run();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aDatagramThatCannotGoIsCountedAndEndsNothing() throws Exception {
    Association association = associate(outbound());
    try (Datagrams datagrams = association.datagrams();
        DatagramSocket one = udpTarget()) {
      datagrams.send(new Endpoint(Address.parse("10.0.0.1"), 53), payload(1));
      datagrams.send(new Endpoint(Address.parse(LOOPBACK), DENIED_PORT), payload(1));
      assertEquals(List.of(DatagramDrop.NOT_ALLOWED, DatagramDrop.NOT_ALLOWED), meters.dropped());
      datagrams.send(new Endpoint(Address.parse(LOOPBACK), one.getLocalPort()), payload(2));
      assertEquals(2, receive(one).getData()[0]);
    }
  }

  @Test
  void theSilenceOfAnAssociationEndsIt() throws Exception {
    var offer = offer(true, PATIENCE, SOON);
    Association association = associate(outbound(PATIENCE, offer, (name, asker) -> List.of()));
    assertThrows(
        DeadlineExceededException.class,
        () -> association.datagrams().receive(ByteBuffer.allocate(10)));
    assertNull(meters.dropped().stream().findFirst().orElse(null));
  }
}
