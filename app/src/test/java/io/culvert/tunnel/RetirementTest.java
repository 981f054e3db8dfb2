package io.culvert.tunnel;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.Rig;
import io.culvert.assembly.LocalProxy;
import io.culvert.assembly.TunnelServer;
import io.culvert.config.TunnelSettings;
import io.culvert.config.UnauthenticatedSettings;
import io.culvert.inbound.culvert.HandshakeResult;
import io.culvert.inbound.culvert.TunnelInbound;
import io.culvert.outbound.culvert.TunnelPool;
import io.culvert.proxy.CloseReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tunnel connections that reach their limit of traffic while streams flow over them carry these to
 * their end, no further ones, and lose nothing, whichever end notices first.
 */
@Timeout(60)
class RetirementTest {
  private static final long MAX_BYTES = 64L << 30;
  private static final int ROUNDS = 6;
  private static final int STREAMS = 8;
  private static final int STREAM_BYTES = 300_000;

  /** Whose count is near the limit: the other end does not know of it. */
  private enum Worn {
    LOCAL,
    SERVER,
    BOTH
  }

  private Rig rig;
  private ServerSocket target;
  private ExecutorService threads;

  @BeforeEach
  void start() throws IOException {
    target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    threads = Executors.newVirtualThreadPerTaskExecutor();
    threads.submit(this::echo);
  }

  private void start(Rig.Options options) throws IOException {
    rig =
        new Rig(
            options
                .with(new TunnelSettings("", STREAMS, 2 * STREAMS))
                .with(new UnauthenticatedSettings(Optional.empty(), 1000, 100_000)));
  }

  @AfterEach
  void stop() throws Exception {
    target.close();
    threads.shutdownNow();
    if (rig != null) {
      rig.close();
    }
  }

  private Void echo() throws IOException {
    while (true) {
      Socket one = target.accept();
      threads.submit(() -> {
        try (one) {
          return one.getInputStream().transferTo(one.getOutputStream());
        }
      });
    }
  }

  /** The limit comes after so much more traffic. */
  private static void wear(Collection<TunnelConnection> connections, long left) {
    connections.forEach(one -> one.count(MAX_BYTES - left));
  }

  @SuppressWarnings("unchecked")
  private Collection<TunnelConnection> readyAtLocal() throws ReflectiveOperationException {
    var pool = field(LocalProxy.class, "pool", rig.local);
    Object ready = field(TunnelPool.class, "ready", pool);
    var lock = (ReentrantLock) field(ready.getClass(), "lock", ready);
    lock.lock();
    try {
      return List.copyOf((Collection<TunnelConnection>) field(ready.getClass(), "ready", ready));
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("unchecked")
  private Collection<TunnelConnection> waitingAtServer() throws ReflectiveOperationException {
    var inbound = field(TunnelServer.class, "inbound", rig.server);
    return List.copyOf(
        (Collection<TunnelConnection>) field(TunnelInbound.class, "waiting", inbound));
  }

  /** 64 GiB cannot be sent in a test, and the limit is nobody's to set. */
  private static Object field(Class<?> type, String name, Object of)
      throws ReflectiveOperationException {
    var field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  private void wear(Worn worn, long left) throws ReflectiveOperationException {
    if (worn != Worn.SERVER) {
      wear(readyAtLocal(), left);
    }
    if (worn != Worn.LOCAL) {
      wear(waitingAtServer(), left);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noByteIsLost(Worn worn) throws Exception {
    start(Rig.Options.DEFAULT);
    rounds(worn);
  }

  @ParameterizedTest
  @EnumSource
  void noByteIsLostThatWasSentBeforeTheAnswer(Worn worn) throws Exception {
    start(Rig.Options.DEFAULT.beingOptimistic());
    rounds(worn);
  }

  /** Streams over fresh connections, then over worn ones, then over those that took their place. */
  private void rounds(Worn worn) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      await().until(() -> readyAtLocal().size() >= STREAMS);
      wear(worn, new Random(round).nextInt(STREAM_BYTES));
      streams(2 * STREAMS, round);
    }
    int streams = ROUNDS * 2 * STREAMS;
    await()
        .untilAsserted(
            () -> assertEquals(streams, rig.localMetrics.streamsClosed(CloseReason.DONE)));
    // In each round the ready connections were used up, and new ones took their place.
    assertTrue(rig.serverMetrics.handshakes(HandshakeResult.ACCEPTED) > ROUNDS + STREAMS);
    await().untilAsserted(this::assertNoneRetiredIsReady);
  }

  private void assertNoneRetiredIsReady() throws ReflectiveOperationException {
    assertEquals(0, readyAtLocal().stream().filter(TunnelConnection::retired).count());
  }

  private void streams(int count, long seed) throws Exception {
    List<Callable<Void>> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] sent = new byte[STREAM_BYTES];
      new Random(seed * count + i).nextBytes(sent);
      clients.add(() -> exchange(sent));
    }
    for (Future<Void> client : threads.invokeAll(clients)) {
      client.get();
    }
  }

  private Void exchange(byte[] sent) throws Exception {
    try (Socket client = rig.connect(target.getLocalPort())) {
      Future<byte[]> received = threads.submit(() -> client.getInputStream().readAllBytes());
      client.getOutputStream().write(sent);
      client.shutdownOutput();
      assertArrayEquals(sent, received.get());
      return null;
    }
  }

  @Test
  void aStreamGoesOnBeyondTheLimitButIsTheLast() throws Exception {
    start(Rig.Options.DEFAULT);
    await().until(() -> readyAtLocal().size() >= STREAMS && waitingAtServer().size() >= STREAMS);
    Collection<TunnelConnection> worn = readyAtLocal();
    wear(Worn.BOTH, STREAM_BYTES);
    try (Socket client = rig.connect(target.getLocalPort())) {
      for (int i = 0; i < 4; i++) {
        byte[] sent = new byte[STREAM_BYTES];
        new Random(i).nextBytes(sent);
        client.getOutputStream().write(sent);
        assertArrayEquals(sent, client.getInputStream().readNBytes(STREAM_BYTES));
      }
    }
    await().until(() -> worn.stream().filter(TunnelConnection::isOpen).count() == STREAMS - 1);
    await().untilAsserted(this::assertNoneRetiredIsReady);
  }

  /** Traffic is that of both directions: a download wears the local's end out as well. */
  @Test
  void bothEndsCountBothDirections() throws Exception {
    try (var ends = new TunnelEnds();
        TunnelConnection near = ends.dialer.dial();
        TunnelConnection far = ends.accepted()) {
      wear(List.of(near, far), 10_000);
      TunnelStream down = far.nextStream();
      down.write(ByteBuffer.allocate(20_000));
      TunnelStream received = near.nextStream();
      assertFalse(near.retired());
      assertEquals(20_000, received.receive().remaining());
      assertTrue(far.retired(), "who sent");
      assertTrue(near.retired(), "who received");
    }
  }
}
