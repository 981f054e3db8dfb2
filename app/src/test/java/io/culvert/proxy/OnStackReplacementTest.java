package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * JDK-8389310, provoked: a copy loop with a handler around it, in virtual threads whose sockets are
 * closed under bulk load. Where C2 may replace the loop on the stack, exceptions now and then skip
 * the handler. It must not happen with the options that tests and the image run with.
 */
class OnStackReplacementTest {
  private static final int ROUNDS = 60;
  private static final int RELAYS = 16;
  private static final long BUSY_BYTES = 1L << 30;

  private final AtomicInteger caught = new AtomicInteger();
  private final AtomicInteger escaped = new AtomicInteger();
  private volatile long moved;

  @Test
  @Tag("soak")
  @Timeout(600)
  void noExceptionSkipsItsHandler() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      round();
    }
    assertEquals(0, escaped.get());
    assertTrue(caught.get() > ROUNDS * RELAYS, () -> "handled: " + caught);
  }

  private void round() throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    List<SocketChannel> channels = new ArrayList<>();
    moved = 0;
    try (var listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress("127.0.0.1", 0));
      for (int i = 0; i < RELAYS; i++) {
        SocketChannel source = SocketChannel.open(listener.getLocalAddress());
        SocketChannel in = listener.accept();
        SocketChannel out = SocketChannel.open(listener.getLocalAddress());
        SocketChannel sink = listener.accept();
        channels.addAll(List.of(source, in, out, sink));
        threads.add(Thread.ofVirtual().start(() -> guarded(in, out)));
        threads.add(Thread.ofVirtual().start(() -> guarded(out, in)));
        threads.add(Thread.ofVirtual().start(() -> pour(source)));
        threads.add(Thread.ofVirtual().start(() -> drain(sink)));
      }
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> moved > BUSY_BYTES);
    } finally {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void guarded(SocketChannel from, SocketChannel to) {
    try {
      copy(from, to, ByteBuffer.allocate(16_384));
    } catch (IOException e) {
      escaped.incrementAndGet();
    }
  }

  /** The shape that the program itself avoids: loop and handler in one method. */
  private void copy(SocketChannel from, SocketChannel to, ByteBuffer buffer) throws IOException {
    try {
      while (from.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
      }
    } catch (IOException e) {
      caught.incrementAndGet();
    }
  }

  private static void pour(SocketChannel to) {
    ByteBuffer chunk = ByteBuffer.allocate(65_536);
    try {
      while (true) {
        to.write(chunk.clear());
      }
    } catch (IOException e) {
      // Closed: the round is over.
    }
  }

  private void drain(SocketChannel from) {
    ByteBuffer chunk = ByteBuffer.allocate(65_536);
    try {
      for (int n = 0; n >= 0; n = from.read(chunk.clear())) {
        moved += n; // Roughly is enough: it says when to stop.
      }
    } catch (IOException e) {
      // Closed: the round is over.
    }
  }
}
