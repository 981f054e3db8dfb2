package io.culvert.outbound.culvert;

import io.culvert.address.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes connections and says nothing. */
final class SilentServer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final ServerSocket listener;
  private final List<Socket> accepted = new CopyOnWriteArrayList<>();

  SilentServer() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        accepted.add(listener.accept());
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  HostPort address() {
    return new HostPort("127.0.0.1", listener.getLocalPort());
  }

  /** How many have come. */
  int accepted() {
    return accepted.size();
  }

  /** Waits for the first one's end. */
  boolean hasEnded() throws IOException {
    Socket first = accepted.getFirst();
    first.setSoTimeout(PATIENCE_MILLIS);
    try {
      first.getInputStream().readAllBytes();
      return true;
    } catch (SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket each : accepted) {
      each.close();
    }
  }
}
