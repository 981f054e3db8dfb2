package io.culvert.net;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.runtime.carrier.InterruptedWaitException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ListenerTest {
  private final Deadlines deadlines = new Deadlines();
  private Listener listener;
  private InetSocketAddress address;
  private Thread running;

  @AfterEach
  void stop() throws Exception {
    listener.close();
    running.join();
    assertEquals(0, deadlines.size());
    assertEquals(0, listener.open());
  }

  @Test
  void peersBeyondTheLimitWaitUntilOneLeaves() throws Exception {
    listen(1, ListenerTest::echo);
    try (Socket first = connect()) {
      assertEquals(1, echoed(first));
      try (Socket second = connect()) {
        second.getOutputStream().write(1);
        second.setSoTimeout(200);
        assertThrows(java.net.SocketTimeoutException.class, () -> second.getInputStream().read());
        first.close();
        second.setSoTimeout(5000);
        assertEquals(1, second.getInputStream().read());
        assertEquals(1, listener.open());
      }
    }
  }

  @Test
  void aHandlerThatReturnsEndsItsConnectionInOrder() throws Exception {
    listen(10, (connection, number) -> {});
    try (Socket peer = connect()) {
      assertEquals(-1, peer.getInputStream().read());
    }
  }

  @Test
  void aHandlerThatThrowsResetsItsConnectionAloneAndNoOther() throws Exception {
    listen(
        10,
        (connection, number) -> {
          if (number == 1) {
            throw new IOException("failed");
          }
          echo(connection, number);
        });
    try (Socket first = connect();
        Socket second = connect()) {
      assertThrows(SocketException.class, () -> first.getInputStream().read());
      assertEquals(1, echoed(second));
    }
  }

  @Test
  void afterDrainNoConnectionIsAcceptedAndOpenOnesContinue() throws Exception {
    listen(10, ListenerTest::echo);
    try (Socket peer = connect()) {
      assertEquals(1, echoed(peer));
      listener.drain(Duration.ofSeconds(15));
      await().untilAsserted(() -> assertThrows(ConnectException.class, this::connectAndClose));
      assertEquals(1, echoed(peer));
      assertTrue(running.isAlive());
    }
    running.join();
  }

  @Test
  void connectionsOpenAfterTheDrainAreReset() throws Exception {
    listen(10, ListenerTest::echo);
    try (Socket peer = connect()) {
      assertEquals(1, echoed(peer));
      listener.drain(Duration.ofMillis(50));
      assertThrows(SocketException.class, () -> peer.getInputStream().read());
    }
    running.join();
  }

  /** The interrupt ended a wait but not the connection, so the stream may be incomplete. */
  @Test
  void anInterruptedHandlerThatReturnsEndsAsAReset() throws Exception {
    listen(
        10,
        (connection, number) -> {
          connection.write(ByteBuffer.allocate(1));
          assertThrows(InterruptedWaitException.class, connection::receive);
        });
    try (Socket peer = connect()) {
      assertEquals(0, peer.getInputStream().read());
      listener.drain(Duration.ofMillis(50));
      assertThrows(SocketException.class, () -> peer.getInputStream().read());
    }
    running.join();
  }

  @Test
  void anInterruptOfItsThreadClosesTheListener() throws Exception {
    listen(10, ListenerTest::echo);
    try (Socket peer = connect()) {
      assertEquals(1, echoed(peer));
      running.interrupt();
      running.join();
      assertThrows(SocketException.class, () -> peer.getInputStream().read());
      assertThrows(ConnectException.class, this::connectAndClose);
    }
  }

  @Test
  void anInterruptAtTheLimitClosesTheListener() throws Exception {
    listen(1, ListenerTest::echo);
    try (Socket peer = connect()) {
      assertEquals(1, echoed(peer));
      running.interrupt();
      running.join();
      assertThrows(ConnectException.class, this::connectAndClose);
    }
  }

  @Test
  void aDrainAtTheLimitEnds() throws Exception {
    listen(1, ListenerTest::echo);
    try (Socket peer = connect()) {
      assertEquals(1, echoed(peer));
      listener.drain(Duration.ofMillis(50));
      running.join(Duration.ofSeconds(5));
      assertTrue(!running.isAlive(), "waits for a permit that nobody gives back");
    }
  }

  @Test
  void anAddressInUseIsABindException() throws Exception {
    listen(1, ListenerTest::echo);
    assertThrows(BindException.class, () -> new Listener("other", address, 1, deadlines));
  }

  private void listen(int limit, Listener.Handler handler) throws IOException {
    var any = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
    listener = new Listener("test-listener", any, limit, deadlines);
    address = listener.address();
    running =
        Thread.ofVirtual()
            .start(() -> {
              try {
                listener.run(handler);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static void echo(Connection connection, long number) throws IOException {
    connection.resetUnlessClosed();
    for (var data = connection.receive(); data != null; data = connection.receive()) {
      connection.write(data);
    }
  }

  private static int echoed(Socket peer) throws IOException {
    peer.getOutputStream().write(1);
    return peer.getInputStream().read();
  }

  private void connectAndClose() throws IOException {
    connect().close();
  }

  private Socket connect() throws IOException {
    var socket = new Socket();
    try {
      socket.connect(address);
      socket.setSoTimeout(5000);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
