package io.culvert.outbound.culvert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.net.Connection;
import io.culvert.net.ConnectionWrapper;
import io.culvert.net.Datagrams;
import io.culvert.net.DeadlineExceededException;
import io.culvert.proxy.Association;
import io.culvert.proxy.Command;
import io.culvert.proxy.EarlyData;
import io.culvert.proxy.Failure;
import io.culvert.proxy.Listening;
import io.culvert.proxy.Opened;
import io.culvert.proxy.Outcome;
import io.culvert.proxy.Request;
import io.culvert.runtime.LogRecords;
import io.culvert.tunnel.OpenRequest;
import io.culvert.tunnel.OpenResponse;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.tunnel.TunnelDatagrams;
import io.culvert.tunnel.TunnelEnds;
import io.culvert.tunnel.TunnelException;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests to a server that is played by the test, over real tunnel connections. */
@Timeout(30)
class CulvertOutboundTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Endpoint TARGET = new Endpoint(Address.parse("example.com"), 443);
  private static final Endpoint BOUND = new Endpoint(Address.parse("192.0.2.1"), 40_000);
  private static final Endpoint PEER = new Endpoint(Address.parse("192.0.2.2"), 20);

  private final AtomicInteger dials = new AtomicInteger();
  private TunnelEnds ends;
  private TunnelPool pool;
  private CulvertOutbound outbound;
  private ExecutorService threads;
  private LogRecords log;

  @BeforeEach
  void start() throws Exception {
    log = new LogRecords(RateLimitedWarning.class);
    ends = new TunnelEnds();
    use(ends.dialer(this::counted), PATIENCE);
    threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  private Connection counted(Connection dialled) {
    dials.incrementAndGet();
    return dialled;
  }

  private void use(TunnelDialer dialer, Duration patience) {
    pool = new TunnelPool(dialer, 0, 4, failure -> {});
    outbound = new CulvertOutbound("culvert", pool, patience, new RateLimitedWarning());
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    outbound.close();
    ends.close();
    log.close();
  }

  private static Request request(Command command) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new Request(
        command, TARGET, "", new InetSocketAddress(loopback, 40_000), loopback, "test");
  }

  private Outcome<Opened> connect() throws InterruptedException {
    return outbound.connect(request(Command.CONNECT), new EarlyData());
  }

  private static <T> T succeeded(Outcome<T> outcome) {
    assertInstanceOf(Outcome.Success.class, outcome);
    return ((Outcome.Success<T>) outcome).value();
  }

  private static void assertRefused(Failure expected, Outcome<?> outcome) {
    assertEquals(Outcome.refused(expected), outcome);
  }

  /** What the server does with the next request on a connection. */
  private interface Answer {
    void give(TunnelStream stream) throws Exception;
  }

  /** The next new connection's stream, with its request read. */
  private Future<TunnelConnection> serve(Answer answer) {
    return threads.submit(() -> serve(ends.accepted(), answer));
  }

  private static TunnelConnection serve(TunnelConnection tunnel, Answer answer) throws Exception {
    TunnelStream stream = tunnel.nextStream();
    OpenRequest request = stream.request();
    assertEquals(TARGET, request.target());
    answer.give(stream);
    return tunnel;
  }

  private static void succeed(TunnelStream stream) throws IOException {
    stream.respond(OpenResponse.success(BOUND));
  }

  /** A stream that is closed by both sides at about the same time. */
  private static void succeedAndClose(TunnelStream stream) throws IOException {
    succeed(stream);
    stream.endOutput();
    assertNull(stream.receive());
    stream.close();
  }

  /** One connection whose stream has ended stands in the pool; the server's end of it. */
  private TunnelConnection ready() throws Exception {
    Future<TunnelConnection> served = serve(CulvertOutboundTest::succeedAndClose);
    Connection stream = succeeded(connect()).connection();
    stream.endOutput();
    stream.close();
    TunnelConnection far = served.get();
    assertEquals(1, pool.size());
    assertEquals(1, dials.get());
    return far;
  }

  /** Interrupts what waits; it must say so, and have nothing left to wait for. */
  private static void assertInterruptible(Callable<?> step, Callable<Boolean> waits)
      throws Exception {
    var task = new FutureTask<>(step);
    Thread thread = Thread.ofVirtual().start(task);
    await().until(waits);
    await().until(() -> thread.getState() == Thread.State.WAITING);
    thread.interrupt();
    ExecutionException end = assertThrows(ExecutionException.class, task::get);
    assertInstanceOf(InterruptedException.class, end.getCause());
  }

  @Test
  void connectOpensAStreamAndTellsTheBoundAddress() throws Exception {
    Future<TunnelConnection> served =
        serve(stream -> {
          succeed(stream);
          stream.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
        });
    Opened opened = succeeded(connect());
    assertEquals(BOUND, opened.bound());
    assertEquals("hello", US_ASCII.decode(opened.connection().receive()).toString());
    served.get().close();
  }

  @ParameterizedTest
  @CsvSource({
    "1, GENERAL",
    "2, NOT_ALLOWED",
    "3, NETWORK_UNREACHABLE",
    "4, HOST_UNREACHABLE",
    "5, CONNECTION_REFUSED",
    "6, NO_PEER",
    "7, COMMAND_NOT_SUPPORTED",
    "8, ADDRESS_TYPE_NOT_SUPPORTED",
    "99, GENERAL"
  })
  void aRefusalHasItsCauseAndGivesTheConnectionBack(int code, Failure failure) throws Exception {
    Future<TunnelConnection> served =
        serve(stream -> {
          stream.refuse(new OpenResponse(code, 0, Endpoint.UNSPECIFIED));
          assertNull(stream.receive());
          stream.close();
          assertTrue(stream.leavesReusable());
        });
    assertRefused(failure, connect());
    served.get();
    assertEquals(1, pool.size());
  }

  @Test
  void theNextRequestTravelsOnTheSameConnection() throws Exception {
    TunnelConnection far = ready();
    Future<?> served = threads.submit(() -> serve(far, CulvertOutboundTest::succeed));
    succeeded(connect());
    served.get();
    assertEquals(1, dials.get());
  }

  @Test
  void aReadyConnectionThatWasClosedUnseenIsReplaced() throws Exception {
    ready().close();
    Future<?> served = serve(CulvertOutboundTest::succeed);
    succeeded(connect());
    served.get();
    assertEquals(2, dials.get());
  }

  @Test
  void aReadyConnectionThatWasLostUnseenIsReplaced() throws Exception {
    ready().abort();
    Future<?> served = serve(CulvertOutboundTest::succeed);
    succeeded(connect());
    served.get();
    assertEquals(2, dials.get());
  }

  @Test
  void twoConnectionsThatDieUnansweredAreTroubleWithTheServer() throws Exception {
    Future<?> both =
        threads.submit(() -> {
          hangUp(ends.accepted());
          hangUp(ends.accepted());
          return null;
        });
    assertRefused(Failure.SERVER_UNREACHABLE, connect());
    both.get();
    assertEquals(2, dials.get());
    assertEquals(1, log.messages().size());
  }

  private static void hangUp(TunnelConnection tunnel) throws IOException {
    tunnel.nextStream().request();
    tunnel.abort();
  }

  /** The request may have been fulfilled already, and the client's octets delivered. */
  @Test
  void aServerThatAbortedTheStreamIsNotAskedAgain() throws Exception {
    Future<?> served = serve(TunnelStream::close);
    assertRefused(Failure.SERVER_UNREACHABLE, connect());
    served.get();
    assertEquals(1, dials.get());
    assertEquals(1, pool.size());
  }

  @Test
  void aServerThatDiedInTheMiddleOfItsAnswerIsNotAskedAgain() throws Exception {
    Future<?> served =
        threads.submit(() -> {
          TunnelConnection tunnel = ends.accepted();
          tunnel.nextStream().request();
          ends.raw(tunnel).write(ByteBuffer.allocate(10));
          tunnel.close();
          return null;
        });
    assertRefused(Failure.SERVER_UNREACHABLE, connect());
    served.get();
    assertEquals(1, dials.get());
  }

  @Test
  void aServerWhoseAnswerDoesNotOpenIsNotAskedAgain() throws Exception {
    Future<?> served =
        threads.submit(() -> {
          TunnelConnection tunnel = ends.accepted();
          tunnel.nextStream().request();
          ends.raw(tunnel).write(ByteBuffer.allocate(100));
          return tunnel;
        });
    assertRefused(Failure.SERVER_UNREACHABLE, connect());
    served.get();
    assertEquals(1, dials.get());
  }

  @Test
  void aServerThatTakesTooLongIsNotAskedAgain() throws Exception {
    use(ends.dialer(this::counted), Duration.ofMillis(200));
    Future<?> served = serve(stream -> {});
    assertRefused(Failure.SERVER_UNREACHABLE, connect());
    served.get();
    assertEquals(1, dials.get());
    assertEquals(0, pool.size());
  }

  /** Message 1 is the first write, OPEN the second, END the third. */
  private static final class BreaksAtTheEnd extends ConnectionWrapper {
    private int writes;

    BreaksAtTheEnd(Connection inner) {
      super(inner);
    }

    @Override
    public void write(ByteBuffer data) throws IOException {
      if (++writes == 3) {
        throw new IOException("broken");
      }
      super.write(data);
    }
  }

  @Test
  void aRefusalStandsAlthoughItsConnectionIsLostThen() throws Exception {
    use(ends.dialer(dialled -> new BreaksAtTheEnd(counted(dialled))), PATIENCE);
    Future<?> served =
        serve(stream -> stream.respond(OpenResponse.failure(Failure.CONNECTION_REFUSED)));
    assertRefused(Failure.CONNECTION_REFUSED, connect());
    served.get();
    assertEquals(1, dials.get());
    assertEquals(0, pool.size());
    assertEquals(0, log.messages().size());
  }

  @Test
  void anInterruptEndsTheWaitForTheAnswerAndGivesTheConnectionBack() throws Exception {
    var asked = new AtomicInteger();
    Future<TunnelConnection> served =
        serve(stream -> {
          asked.incrementAndGet();
          assertThrows(TunnelException.ResetByPeer.class, stream::receive);
          stream.close();
        });
    assertInterruptible(this::connect, () -> asked.get() == 1);
    served.get();
    assertEquals(1, pool.size());
    assertEquals(0, log.messages().size());
    Future<?> next = threads.submit(() -> serve(served.get(), CulvertOutboundTest::succeed));
    succeeded(connect());
    next.get();
    assertEquals(1, dials.get());
  }

  @Test
  void anInterruptEndsAConnectionWhoseServerDoesNotAnswerTheAbortEither() throws Exception {
    var asked = new AtomicInteger();
    Future<TunnelConnection> served = serve(stream -> asked.incrementAndGet());
    assertInterruptible(this::connect, () -> asked.get() == 1);
    assertEquals(0, pool.size());
    Connection far = ends.raw(served.get());
    assertEnds(far);
  }

  private static void assertEnds(Connection connection) {
    connection.deadline(PATIENCE);
    try {
      for (ByteBuffer part = connection.receive(); part != null; part = connection.receive()) {
        part.position(part.limit());
      }
    } catch (IOException e) {
      assertFalse(e instanceof DeadlineExceededException);
    }
  }

  @Test
  void anInterruptEndsTheHandshakeAndItsConnection() throws Exception {
    try (var silent = new SilentServer()) {
      use(ends.dialer(silent.address(), this::counted), PATIENCE);
      assertInterruptible(this::connect, () -> silent.accepted() == 1);
      assertTrue(silent.hasEnded());
      assertEquals(0, log.messages().size());
    }
  }

  @Test
  void aServerThatIsSilentInTheHandshakeIsToldFromOneThatIsNotThere() throws Exception {
    var silent = new SilentServer();
    use(ends.dialer(silent.address(), this::counted), PATIENCE);
    Future<Outcome<Opened>> outcome = threads.submit(this::connect);
    await().until(() -> silent.accepted() == 1);
    silent.close();
    assertRefused(Failure.HANDSHAKE_FAILED, outcome.get());
    assertRefused(Failure.SERVER_UNREACHABLE, connect());
    assertEquals(1, log.messages().size(), "one warning in ten seconds");
  }

  @Test
  void bindHasTwoAnswers() throws Exception {
    Future<TunnelConnection> served =
        serve(stream -> {
          succeed(stream);
          stream.respond(OpenResponse.success(PEER));
          stream.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
        });
    try (Listening place = succeeded(outbound.listen(request(Command.BIND)))) {
      assertEquals(BOUND, place.bound());
      Opened peer = succeeded(place.accept());
      assertEquals(PEER, peer.bound());
      place.close();
      assertEquals("hello", US_ASCII.decode(peer.connection().receive()).toString());
    }
    served.get().close();
  }

  @Test
  void bindsSecondAnswerCanBeARefusal() throws Exception {
    Future<TunnelConnection> served =
        serve(stream -> {
          succeed(stream);
          stream.refuse(OpenResponse.failure(Failure.NO_PEER));
          assertNull(stream.receive());
          stream.close();
        });
    try (Listening place = succeeded(outbound.listen(request(Command.BIND)))) {
      assertRefused(Failure.NO_PEER, place.accept());
    }
    served.get();
    assertEquals(1, pool.size());
  }

  @Test
  void aClientThatLeavesBeforeBindsPeerGivesTheConnectionBack() throws Exception {
    Future<TunnelConnection> served =
        serve(stream -> {
          succeed(stream);
          assertThrows(TunnelException.ResetByPeer.class, stream::receive);
          stream.close();
        });
    succeeded(outbound.listen(request(Command.BIND))).close();
    served.get();
    assertEquals(1, pool.size());
  }

  @Test
  void anInterruptEndsTheWaitForBindsPeerAndGivesTheConnectionBack() throws Exception {
    Future<TunnelConnection> served =
        serve(stream -> {
          succeed(stream);
          assertThrows(TunnelException.ResetByPeer.class, stream::receive);
          stream.close();
        });
    Listening place = succeeded(outbound.listen(request(Command.BIND)));
    assertInterruptible(
        () -> {
          try (place) {
            return place.accept();
          }
        },
        () -> true);
    served.get();
    assertEquals(1, pool.size());
  }

  @Test
  void anAssociationCarriesDatagrams() throws Exception {
    Future<TunnelConnection> served =
        serve(stream -> {
          succeed(stream);
          var datagrams = new TunnelDatagrams(stream);
          ByteBuffer received = ByteBuffer.allocate(1000).position(Datagrams.HEADROOM);
          Endpoint target = datagrams.receive(received);
          datagrams.send(target, received.flip().position(Datagrams.HEADROOM));
        });
    Association association = succeeded(outbound.associate(request(Command.UDP_ASSOCIATE)));
    assertEquals(BOUND, association.bound());
    ByteBuffer query = ByteBuffer.allocate(1000).position(Datagrams.HEADROOM);
    association.datagrams().send(PEER, query.put((byte) 7).flip().position(Datagrams.HEADROOM));
    ByteBuffer answer = ByteBuffer.allocate(1000);
    assertEquals(PEER, association.datagrams().receive(answer));
    assertEquals(7, answer.flip().get());
    served.get().close();
  }

  @ParameterizedTest
  @EnumSource
  void theServerIsAskedForTheClientsCommand(Command command) throws Exception {
    Future<OpenRequest> asked =
        threads.submit(() -> {
          TunnelStream stream = ends.accepted().nextStream();
          OpenRequest request = stream.request();
          stream.refuse(OpenResponse.failure(Failure.GENERAL));
          return request;
        });
    Outcome<?> outcome =
        switch (command) {
          case CONNECT -> connect();
          case BIND -> outbound.listen(request(command));
          case UDP_ASSOCIATE -> outbound.associate(request(command));
        };
    assertRefused(Failure.GENERAL, outcome);
    assertEquals(new OpenRequest(command, TARGET), asked.get());
  }

  @Test
  void itsCloseClosesWhatIsReady() throws Exception {
    TunnelConnection far = ready();
    outbound.close();
    assertEquals(0, pool.size());
    assertNull(far.nextStream().request());
  }
}
