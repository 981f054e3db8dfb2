package io.culvert.net;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** P3: a peer that is gone is noticed although nobody reads its connection. */
@Timeout(30)
@EnabledOnOs(OS.LINUX)
class StalledConnectionsTest {
  private final Deadlines deadlines = new Deadlines();
  private final List<IOException> losses = new CopyOnWriteArrayList<>();
  private TcpConnection connection;
  private Socket peer;
  private Thread sweep;

  @BeforeEach
  void connect() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var address = new InetSocketAddress("127.0.0.1", listener.getLocalPort());
      connection = new TcpConnection(SocketChannel.open(address), deadlines);
      peer = listener.accept();
    }
    sweep =
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
  void close() throws Exception {
    connection.close();
    peer.close();
    sweep.interrupt();
    sweep.join();
  }

  private KernelSockets.Pair pair() throws IOException {
    return new KernelSockets.Pair(connection.localAddress(), connection.remoteAddress());
  }

  private void reset() throws IOException {
    peer.setSoLinger(true, 0);
    peer.close();
  }

  @Test
  void p3TheKernelsTablesTellOfAReset() throws Exception {
    KernelSockets.Pair pair = pair();
    assertFalse(KernelSockets.read().isGone(pair));
    peer.shutdownOutput();
    assertFalse(KernelSockets.read().isGone(pair), "half-closed");
    reset();
    await().until(() -> KernelSockets.read().isGone(pair));
  }

  @Test
  void p3AResetIsToldAlthoughNobodyReads() throws Exception {
    connection.watchLoss(losses::add);
    peer.getOutputStream().write(new byte[1000]);
    reset();
    await().untilAsserted(() -> assertEquals(1, losses.size()));
    assertTrue(losses.getFirst() instanceof SocketException);
    assertFalse(connection.isOpen());
  }

  @Test
  void p3APeerThatIsOnlySlowStays() throws Exception {
    connection.watchLoss(losses::add);
    peer.getOutputStream().write(new byte[1000]);
    await().during(Duration.ofSeconds(6)).until(losses::isEmpty);
    assertTrue(connection.isOpen());
  }

  @Test
  void p3ALossIsToldOnceAndToNobodyAfterwards() throws Exception {
    connection.watchLoss(losses::add);
    connection.lose(new IOException("gone"));
    connection.lose(new IOException("gone again"));
    assertEquals(1, losses.size());
  }

  @Test
  void p3WhoNoLongerWatchesIsNotTold() throws Exception {
    connection.watchLoss(losses::add);
    connection.unwatchLoss();
    connection.lose(new IOException("gone"));
    assertEquals(0, losses.size());
  }

  @Test
  void p3AnExpiredLimitIsToldToo() throws Exception {
    connection.watchLoss(losses::add);
    connection.idleTimeout(Duration.ofMillis(200));
    await().untilAsserted(() -> assertEquals(1, losses.size()));
    assertTrue(losses.getFirst() instanceof DeadlineExceededException);
  }
}
