package io.culvert.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A target on the loopback that echoes its input and ends when the client does. */
final class EchoTarget implements AutoCloseable {
  private final ServerSocket listener =
      new ServerSocket(0, 4096, InetAddress.getByName("127.0.0.1"));
  private final AtomicInteger accepted = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  EchoTarget() throws IOException {
    Thread.ofVirtual().name("echo-accept").start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Connections so far. */
  int accepted() {
    return accepted.get();
  }

  /** Connections that have not ended. */
  int open() {
    return open.size();
  }

  private void accept() {
    try {
      while (true) {
        Socket one = listener.accept();
        accepted.incrementAndGet();
        open.add(one);
        Thread.ofVirtual().name("echo").start(() -> serve(one));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void serve(Socket one) {
    try (one) {
      one.getInputStream().transferTo(one.getOutputStream());
    } catch (IOException e) {
      // The client's reset.
    } finally {
      open.remove(one);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket one : open) {
      one.close();
    }
  }
}
