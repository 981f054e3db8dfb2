package io.culvert.outbound.culvert;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.net.Connection;
import io.culvert.net.ConnectionWrapper;
import io.culvert.proxy.Command;
import io.culvert.proxy.EarlyData;
import io.culvert.proxy.Failure;
import io.culvert.proxy.Opened;
import io.culvert.proxy.Outcome;
import io.culvert.proxy.Request;
import io.culvert.tunnel.OpenRequest;
import io.culvert.tunnel.OpenResponse;
import io.culvert.tunnel.StreamName;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.tunnel.TunnelEnds;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Report F1: tunnel connections whose path has gone dark without a sign. */
@Timeout(30)
class SilentPathTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Endpoint TARGET = new Endpoint(Address.parse("example.com"), 443);
  private static final Endpoint BOUND = new Endpoint(Address.parse("192.0.2.1"), 40_000);

  /** The client's end of a path that loses things without a sign. */
  private static final class Lossy extends ConnectionWrapper {
    /** What is written gets lost. */
    volatile boolean dark;

    /** What is waited for seems not to come in time. */
    volatile boolean late;

    Lossy(Connection inner) {
      super(inner);
    }

    @Override
    public void write(ByteBuffer data) throws IOException {
      if (dark) {
        data.position(data.limit());
      } else {
        super.write(data);
      }
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
      return inner().read(to);
    }

    @Override
    public void awaitInput() throws IOException {
      inner().awaitInput();
    }

    @Override
    public void awaitInput(Duration patience) throws IOException {
      if (dark || late) {
        throw new SocketTimeoutException("nothing came in time");
      }
      inner().awaitInput(patience);
    }
  }

  private final List<Lossy> dialled = new CopyOnWriteArrayList<>();
  private TunnelEnds ends;
  private TunnelPool pool;
  private CulvertOutbound outbound;
  private ExecutorService threads;

  @BeforeEach
  void start() throws Exception {
    ends = new TunnelEnds();
    pool = new TunnelPool(ends.dialer(this::lossy), 0, 64, failure -> {});
    outbound = new CulvertOutbound("culvert", pool, PATIENCE, new RateLimitedWarning());
    threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  private Connection lossy(Connection inner) {
    var one = new Lossy(inner);
    dialled.add(one);
    return one;
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    outbound.close();
    ends.close();
  }

  private Outcome<Opened> connect() throws InterruptedException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    var source = new InetSocketAddress(loopback, 40_000);
    return outbound.connect(
        new Request(Command.CONNECT, TARGET, "", source, loopback, "test"), new EarlyData());
  }

  private static Opened succeeded(Outcome<Opened> outcome) {
    assertInstanceOf(Outcome.Success.class, outcome);
    return ((Outcome.Success<Opened>) outcome).value();
  }

  /** The next request on this connection, answered yes. */
  private static OpenRequest serve(TunnelConnection tunnel) throws IOException {
    TunnelStream stream = tunnel.nextStream();
    OpenRequest request = stream.request();
    stream.respond(OpenResponse.success(BOUND));
    return request;
  }

  /** So many stand in the pool; their ends at the server. */
  private List<TunnelConnection> ready(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      pool.release(ends.dialer(this::lossy).dial());
    }
    List<TunnelConnection> far = new CopyOnWriteArrayList<>();
    for (int i = 0; i < count; i++) {
      far.add(ends.accepted());
    }
    return far;
  }

  @Test
  void f1ARequestOnAConnectionThatDiedInSilenceIsServedByAFreshOne() throws Exception {
    ready(1);
    dialled.getFirst().dark = true;
    Future<OpenRequest> asked = threads.submit(() -> serve(ends.accepted()));
    assertEquals(BOUND, succeeded(connect()).bound());
    Optional<StreamName> repeats = asked.get().repeats();
    assertEquals(Optional.of(0L), repeats.map(StreamName::stream));
    assertEquals(2, dialled.size());
    assertFalse(dialled.getFirst().isOpen());
  }

  @Test
  void f1SixtyFourRequestsOnSixtyFourDeadConnectionsAreAllServed() throws Exception {
    ready(64);
    dialled.forEach(one -> one.dark = true);
    for (int i = 0; i < 64; i++) {
      threads.submit(() -> serve(ends.accepted()));
    }
    List<Future<Outcome<Opened>>> outcomes = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 64; i++) {
      outcomes.add(threads.submit(this::connect));
    }
    for (var outcome : outcomes) {
      succeeded(outcome.get());
    }
  }

  @Test
  void f1OneThatDiedCondemnsTheOthersThatAreAsOld() throws Exception {
    List<TunnelConnection> far = ready(3);
    dialled.forEach(one -> one.dark = true);
    threads.submit(() -> serve(ends.accepted()));
    succeeded(connect());
    assertEquals(0, pool.size());
    for (TunnelConnection each : far) {
      assertEnded(each);
    }
  }

  private static void assertEnded(TunnelConnection far) {
    try {
      assertNull(far.nextStream().request());
    } catch (IOException e) {
      assertInstanceOf(SocketException.class, e);
    }
  }

  /** The server says by PAD that it has the request, so nobody dials. */
  @Test
  void f1AServerWhoseTargetTakesItsTimeIsNotAskedTwice() throws Exception {
    TunnelConnection far = ready(1).getFirst();
    TunnelStream stream = far.nextStream();
    Future<Outcome<Opened>> outcome = threads.submit(this::connect);
    stream.request();
    await().pollDelay(Duration.ofMillis(1500)).untilAsserted(() -> assertFalse(outcome.isDone()));
    stream.respond(OpenResponse.success(BOUND));
    succeeded(outcome.get());
    assertEquals(1, dialled.size());
  }

  @Test
  void f1TheFirstConnectionsAnswerCountsIfTheServerHadTheRequestThere() throws Exception {
    TunnelConnection far = ready(1).getFirst();
    dialled.getFirst().late = true;
    Future<Outcome<Opened>> outcome = threads.submit(this::connect);
    TunnelStream first = far.nextStream();
    first.request();
    TunnelConnection other = ends.accepted();
    TunnelStream second = other.nextStream();
    assertTrue(second.request().repeats().isPresent());
    second.refuse(OpenResponse.repeated());
    assertNull(second.receive());
    first.respond(OpenResponse.success(BOUND));
    assertEquals(BOUND, succeeded(outcome.get()).bound());
    assertTrue(dialled.getFirst().isOpen());
  }

  @Test
  void f1BothSilentIsTroubleWithTheServer() throws Exception {
    outbound =
        new CulvertOutbound("culvert", pool, Duration.ofMillis(500), new RateLimitedWarning());
    ready(1);
    dialled.getFirst().dark = true;
    Future<TunnelConnection> other = threads.submit(ends::accepted);
    assertEquals(Outcome.refused(Failure.SERVER_UNREACHABLE), connect());
    other.get();
    assertEquals(0, pool.size());
  }
}
