package io.culvert.faults;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A target that sends back what it gets, and ends when its client does. */
final class Echo implements AutoCloseable {
  private final ServerSocket listener;
  private final AtomicInteger served = new AtomicInteger();

  Echo(ServerSocket listener) throws IOException {
    this.listener = listener;
    listener.setSoTimeout(0);
    Thread.ofVirtual().name("test-echo").start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        Socket one = listener.accept();
        served.incrementAndGet();
        Thread.ofVirtual().name("test-echo").start(() -> serve(one));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private static void serve(Socket one) {
    try (one) {
      one.getInputStream().transferTo(one.getOutputStream());
    } catch (IOException e) {
      // The client's reset.
    }
  }

  int served() {
    return served.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
