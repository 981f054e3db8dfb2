package io.culvert.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * P3: streams whose target does not read. Every buffer on the way is full, so that nobody reads the
 * client or the tunnel any more; what dies there is noticed all the same.
 */
@Timeout(240)
class StalledStreamsIT {
  private static final int STREAMS = 20;
  private static final int BLOCK_BYTES = 1 << 16;

  /** The system's tables are looked at every 2 s. */
  private static final Duration SOON = Duration.ofSeconds(30);

  private final List<Socket> clients = new ArrayList<>();
  private final List<Socket> targets = new ArrayList<>();
  private final LongAdder sent = new LongAdder();
  private long passed = -1;
  private Meters serverMeters;
  private Meters localMeters;
  private Tunnel tunnel;
  private TcpTarget target;

  private void start() throws Exception {
    serverMeters = Meters.onAFreePort();
    localMeters = Meters.onAFreePort();
    tunnel =
        Tunnel.start(
            0,
            new String[] {"--targets.allow=127.0.0.0/8", serverMeters.flag()},
            new String[] {localMeters.flag()});
    target = new TcpTarget();
    for (int i = 0; i < STREAMS; i++) {
      var client = new Socket(new Proxy(Proxy.Type.SOCKS, local()));
      client.connect(target.address());
      clients.add(client);
      targets.add(target.accept());
      Thread.ofVirtual().name("upload").start(() -> upload(client));
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(1))
        .until(this::nothingMoves);
  }

  private InetSocketAddress local() {
    return new InetSocketAddress("127.0.0.1", tunnel.socksPort);
  }

  private void upload(Socket client) {
    try {
      while (true) {
        client.getOutputStream().write(new byte[BLOCK_BYTES]);
        sent.add(BLOCK_BYTES);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  /** Since the last look. */
  private boolean nothingMoves() {
    long before = passed;
    passed = sent.sum();
    return passed == before;
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket one : clients) {
      one.close();
    }
    for (Socket one : targets) {
      one.close();
    }
    target.close();
    tunnel.close();
  }

  private static boolean allEnded(Meters meters) throws IOException {
    return meters.value("culvert_streams_closed_total") >= STREAMS;
  }

  /** A target that was silent notices a reset once it reads. */
  private void assertTargetsAreReset() {
    for (Socket one : targets) {
      assertThrows(SocketException.class, () -> one.getInputStream().readAllBytes());
    }
  }

  @Test
  void p3AClientsResetEndsAStreamWhoseTargetDoesNotRead() throws Exception {
    start();
    for (Socket one : clients) {
      one.setSoLinger(true, 0);
      one.close();
    }
    await().atMost(SOON).until(() -> allEnded(localMeters) && allEnded(serverMeters));
    assertTargetsAreReset();
  }

  /** Its system goes on offering what it had sent, and answers the next PAD by a reset. */
  @Test
  @Tag("soak")
  void p3TheLocalsDeathEndsThemAtTheServer() throws Exception {
    start();
    tunnel.local().kill();
    await().atMost(Duration.ofSeconds(60)).until(() -> allEnded(serverMeters));
    assertTargetsAreReset();
  }

  @Test
  void p3TheTargetsResetEndsThemAtTheLocal() throws Exception {
    start();
    for (Socket one : targets) {
      one.setSoLinger(true, 0);
      one.close();
    }
    await().atMost(SOON).until(() -> allEnded(localMeters) && allEnded(serverMeters));
  }
}
