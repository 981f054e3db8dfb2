package io.culvert.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between local and server and does to their bytes what it is told. */
final class HostileRelay implements AutoCloseable {
  /**
   * What becomes of a block on its way from the server to the local; false ends the connection in
   * order, with a FIN.
   */
  @FunctionalInterface
  interface Meddler {
    boolean pass(byte[] block, int length, long before);
  }

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
  private final List<byte[]> firstFlights = new CopyOnWriteArrayList<>();
  private volatile int serverPort;
  private volatile Meddler meddler = (block, length, before) -> true;

  HostileRelay() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void target(int serverPort) {
    this.serverPort = serverPort;
  }

  void meddle(Meddler meddler) {
    this.meddler = meddler;
  }

  /** The first blocks that locals sent. */
  List<byte[]> firstFlights() {
    return firstFlights;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket local = listener.accept();
        Socket server = new Socket("127.0.0.1", serverPort);
        Thread.ofVirtual().start(() -> up(local, server));
        Thread.ofVirtual().start(() -> down(server, local));
      } catch (IOException e) {
        // Closed, or the server is not there: the local sees its connection end.
      }
    }
  }

  private void up(Socket local, Socket server) {
    try (local;
        server) {
      byte[] block = new byte[1 << 16];
      InputStream in = local.getInputStream();
      OutputStream out = server.getOutputStream();
      for (int n = in.read(block), blocks = 0; n >= 0; n = in.read(block), blocks++) {
        if (blocks == 0) {
          firstFlights.add(java.util.Arrays.copyOf(block, n));
        }
        out.write(block, 0, n);
      }
    } catch (IOException e) {
      // One end is gone, and with it the other.
    }
  }

  private void down(Socket server, Socket local) {
    try (server;
        local) {
      byte[] block = new byte[1 << 16];
      InputStream in = server.getInputStream();
      OutputStream out = local.getOutputStream();
      long before = 0;
      for (int n = in.read(block); n >= 0 && meddler.pass(block, n, before); n = in.read(block)) {
        out.write(block, 0, n);
        before += n;
      }
    } catch (IOException e) {
      // One end is gone, and with it the other.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
