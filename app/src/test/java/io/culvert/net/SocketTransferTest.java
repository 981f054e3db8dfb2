package io.culvert.net;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SocketTransferTest {
  private ServerSocketChannel listener;

  /** One connection: the side that is tried, and its peer. */
  private record Pair(SocketChannel channel, SocketTransfer transfer, Socket peer)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
      peer.close();
    }
  }

  @BeforeEach
  void listen() throws IOException {
    listener =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  private Pair connect() throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_SNDBUF, 64 * 1024);
    channel.connect(listener.getLocalAddress());
    channel.configureBlocking(false);
    return new Pair(channel, new SocketTransfer(channel), listener.accept().socket());
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static void reset(Socket peer) throws IOException {
    peer.setSoLinger(true, 0);
    peer.close();
  }

  /** Reads until the result is not 0 and returns it. */
  private static int readSoon(SocketTransfer transfer, ByteBuffer to) throws IOException {
    int n = transfer.read(to);
    while (n == 0) {
      Thread.onSpinWait();
      n = transfer.read(to);
    }
    return n;
  }

  @Test
  void readsIntoTheRemainingPartOfABuffer() throws Exception {
    try (Pair pair = connect()) {
      pair.peer().getOutputStream().write(new byte[] {1, 2, 3, 4, 5});
      byte[] array = new byte[10];
      ByteBuffer to = ByteBuffer.wrap(array, 1, 9).slice().position(2).limit(5);
      assertEquals(3, readSoon(pair.transfer(), to));
      assertEquals(5, to.position());
      assertArrayEquals(new byte[] {0, 0, 0, 1, 2, 3, 0, 0, 0, 0}, array);
    }
  }

  @Test
  void writesTheRemainingPartOfABuffer() throws Exception {
    try (Pair pair = connect()) {
      ByteBuffer from = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6}, 1, 5).slice().position(1);
      from.limit(3);
      assertEquals(2, pair.transfer().write(from));
      assertEquals(3, from.position());
      assertArrayEquals(new byte[] {3, 4}, pair.peer().getInputStream().readNBytes(2));
    }
  }

  @Test
  void readsNothingYetAndThenTheEnd() throws Exception {
    try (Pair pair = connect()) {
      ByteBuffer to = ByteBuffer.allocate(10);
      assertEquals(0, pair.transfer().read(to));
      assertEquals(0, to.position());
      pair.peer().shutdownOutput();
      assertEquals(-1, readSoon(pair.transfer(), to));
      assertEquals(-1, pair.transfer().read(to));
      assertEquals(0, to.position());
    }
  }

  @Test
  void writesUntilTheSocketHasNoRoomAndGoesOnWhenItHas() throws Exception {
    byte[] sent = random(16 << 20);
    try (Pair pair = connect()) {
      ByteBuffer from = ByteBuffer.wrap(sent);
      int last = -1;
      while (last != 0) {
        last = pair.transfer().write(from);
      }
      assertTrue(from.hasRemaining());
      var received = new ByteArrayOutputStream();
      Thread reader = Thread.ofVirtual().start(() -> readAll(pair.peer(), received));
      while (from.hasRemaining()) {
        pair.transfer().write(from);
      }
      pair.channel().close();
      reader.join();
      assertArrayEquals(sent, received.toByteArray());
    }
  }

  private static void readAll(Socket from, ByteArrayOutputStream to) {
    try {
      from.getInputStream().transferTo(to);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aResetIsNeverReadAsAnEnd() throws Exception {
    try (Pair pair = connect()) {
      reset(pair.peer());
      ByteBuffer to = ByteBuffer.allocate(10);
      assertThrows(SocketException.class, () -> readSoon(pair.transfer(), to));
      assertThrows(SocketException.class, () -> pair.transfer().read(to));
    }
  }

  @Test
  void writesToAPeerThatResetFail() throws Exception {
    try (Pair pair = connect()) {
      reset(pair.peer());
      assertThrows(IOException.class, () -> writeAlways(pair.transfer()));
    }
  }

  @Test
  void aResetThatAWriteMetIsNotReadAsAnEnd() throws Exception {
    try (Pair pair = connect()) {
      reset(pair.peer());
      assertThrows(IOException.class, () -> writeAlways(pair.transfer()));
      ByteBuffer to = ByteBuffer.allocate(10);
      assertThrows(SocketException.class, () -> pair.transfer().read(to));
      assertThrows(SocketException.class, () -> pair.transfer().read(to));
    }
  }

  @Test
  void bytesBeforeAResetThatAWriteMetAreReadFirst() throws Exception {
    try (Pair pair = connect()) {
      pair.peer().getOutputStream().write(random(100));
      await().until(() -> waiting(pair) == 100);
      reset(pair.peer());
      assertThrows(IOException.class, () -> writeAlways(pair.transfer()));
      ByteBuffer to = ByteBuffer.allocate(200);
      assertEquals(100, pair.transfer().read(to));
      assertArrayEquals(random(100), Arrays.copyOf(to.array(), 100));
      assertThrows(SocketException.class, () -> pair.transfer().read(to));
    }
  }

  /** The number of bytes that wait to be read. */
  private static int waiting(Pair pair) throws IOException {
    return pair.channel().socket().getInputStream().available();
  }

  @Test
  void anEndThatWasReadStaysOneWhenALaterWriteFails() throws Exception {
    try (Pair pair = connect()) {
      ByteBuffer to = ByteBuffer.allocate(10);
      pair.peer().close();
      assertEquals(-1, readSoon(pair.transfer(), to));
      assertThrows(IOException.class, () -> writeAlways(pair.transfer()));
      assertEquals(-1, pair.transfer().read(to));
    }
  }

  @Test
  void afterAFailedWriteAnEndIsALoss() throws Exception {
    try (Pair pair = connect()) {
      pair.peer().close();
      assertThrows(IOException.class, () -> writeAlways(pair.transfer()));
      ByteBuffer to = ByteBuffer.allocate(10);
      assertThrows(SocketException.class, () -> readSoon(pair.transfer(), to));
    }
  }

  @Test
  void aWriteAfterItsOwnEndLeavesThePeersEndClean() throws Exception {
    try (Pair pair = connect()) {
      pair.channel().shutdownOutput();
      ByteBuffer one = ByteBuffer.allocate(1);
      assertThrows(ClosedChannelException.class, () -> pair.transfer().write(one));
      pair.peer().getOutputStream().write(7);
      pair.peer().close();
      assertEquals(1, readSoon(pair.transfer(), one));
      assertEquals(-1, readSoon(pair.transfer(), ByteBuffer.allocate(1)));
    }
  }

  /** The reader can see the end before the writer's call has returned its failure. */
  @Test
  void aResetThatAWriteMeetsMeanwhileIsNotReadAsAnEnd() throws Exception {
    for (int i = 0; i < 2000; i++) {
      try (Pair pair = connect()) {
        var written = new CountDownLatch(1);
        Thread writer = Thread.ofPlatform().start(() -> writeUntilReset(pair.transfer(), written));
        written.await();
        reset(pair.peer());
        ByteBuffer to = ByteBuffer.allocate(10);
        assertThrows(SocketException.class, () -> readSoon(pair.transfer(), to));
        writer.join();
      }
    }
  }

  private static void writeUntilReset(SocketTransfer transfer, CountDownLatch written) {
    try {
      while (true) {
        transfer.write(ByteBuffer.allocate(1));
        written.countDown();
      }
    } catch (IOException e) {
      return;
    }
  }

  private static void writeAlways(SocketTransfer transfer) throws IOException {
    while (true) {
      transfer.write(ByteBuffer.allocate(1));
    }
  }

  @Test
  void nothingMovesAfterTheClose() throws Exception {
    try (Pair pair = connect()) {
      pair.peer().getOutputStream().write(1);
      pair.channel().close();
      ByteBuffer one = ByteBuffer.allocate(1);
      assertThrows(ClosedChannelException.class, () -> pair.transfer().read(one));
      assertThrows(ClosedChannelException.class, () -> pair.transfer().write(one));
      pair.channel().close();
    }
  }

  /** The system reuses a closed socket's descriptor for the next one. */
  @Test
  void aClosedSocketsReaderTakesNothingFromTheNextSocket() throws Exception {
    for (int i = 0; i < 500; i++) {
      Pair old = connect();
      var taken = new AtomicReference<Object>();
      var started = new CountDownLatch(1);
      Thread reader =
          Thread.ofPlatform().start(() -> taken.set(readUntilClosed(old.transfer(), started)));
      started.await();
      old.close();
      try (Pair next = connect()) {
        next.peer().getOutputStream().write(random(100));
        reader.join();
        assertInstanceOf(ClosedChannelException.class, taken.get());
        ByteBuffer to = ByteBuffer.allocate(200);
        assertEquals(100, readSoon(next.transfer(), to));
        assertArrayEquals(random(100), Arrays.copyOf(to.array(), 100));
      }
    }
  }

  /** Polls with reads until one fails or ends, and returns that result. */
  private static Object readUntilClosed(SocketTransfer transfer, CountDownLatch started) {
    ByteBuffer to = ByteBuffer.allocate(200);
    try {
      while (transfer.read(to) == 0) {
        started.countDown();
      }
      return to.position();
    } catch (IOException e) {
      return e;
    }
  }
}
