package io.culvert.net;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.runtime.Task;
import io.culvert.runtime.carrier.InterruptedWaitException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TcpConnectionTest {
  private TcpConnection connection;
  private Socket peer;

  @BeforeEach
  void connect() throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var address = (InetSocketAddress) listener.getLocalSocketAddress();
      connection = new TcpConnection(SocketChannel.open(address), new Deadlines());
      peer = listener.accept();
    }
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
    peer.close();
  }

  /** Interrupts a task while it waits and returns its failure. */
  private static Throwable interrupted(Task task) throws Exception {
    var result =
        new FutureTask<Void>(() -> {
          task.run();
          return null;
        });
    Thread thread = Thread.ofVirtual().start(result);
    await().until(() -> thread.getState() == Thread.State.WAITING);
    thread.interrupt();
    return assertThrows(ExecutionException.class, () -> result.get(10, TimeUnit.SECONDS))
        .getCause();
  }

  private void writeUntilThereIsNoRoom() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(1 << 20);
    while (true) {
      connection.write(data.clear());
    }
  }

  @Test
  void anInterruptedReadLeavesTheConnectionOpen() throws Exception {
    assertInstanceOf(InterruptedWaitException.class, interrupted(connection::receive));
    assertTrue(connection.isOpen());
    peer.getOutputStream().write(7);
    assertEquals(7, connection.receive().get());
    connection.write(ByteBuffer.wrap(new byte[] {8}));
    assertEquals(8, peer.getInputStream().read());
    connection.endOutput();
    assertEquals(-1, peer.getInputStream().read());
  }

  @Test
  void afterAnInterruptedWriteNothingMoreIsWrittenAndReadsGoOn() throws Exception {
    assertInstanceOf(InterruptedWaitException.class, interrupted(this::writeUntilThereIsNoRoom));
    assertThrows(SocketException.class, () -> connection.write(ByteBuffer.allocate(1)));
    assertThrows(SocketException.class, connection::endOutput);
    peer.getOutputStream().write(7);
    peer.shutdownOutput();
    assertEquals(7, connection.receive().get());
    assertNull(connection.receive());
  }

  @Test
  void anInterruptedThreadWritesNothing() throws Exception {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedWaitException.class, () -> connection.write(ByteBuffer.allocate(1)));
    assertTrue(Thread.interrupted());
    connection.reset();
    assertThrows(SocketException.class, () -> peer.getInputStream().read());
  }
}
