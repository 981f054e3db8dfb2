package io.culvert.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The path between local and server: passes on what the server says up to a number of bytes after
 * {@link #cutAfter}, and then ends both connections with a FIN, as a censor would.
 */
final class CuttingPath implements AutoCloseable {
  private final ServerSocket listener;
  private volatile int serverPort;
  private long left = Long.MAX_VALUE;

  CuttingPath() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().name("test-path").start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void to(int serverPort) {
    this.serverPort = serverPort;
  }

  synchronized void cutAfter(long bytes) {
    left = bytes;
  }

  private void accept() {
    try {
      while (true) {
        Socket near = listener.accept();
        if (serverPort == 0) {
          near.close();
          continue;
        }
        Socket far = new Socket("127.0.0.1", serverPort);
        near.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> pass(near, far, false));
        Thread.ofVirtual().start(() -> pass(far, near, true));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private synchronized int allowed(int wanted) {
    int allowed = (int) Math.min(wanted, left);
    left -= allowed;
    return allowed;
  }

  private void pass(Socket from, Socket to, boolean counted) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[16 * 1024];
      for (int n = in.read(bytes); n > 0; n = in.read(bytes)) {
        int passed = counted ? allowed(n) : n;
        out.write(bytes, 0, passed);
        if (passed < n) {
          to.shutdownOutput();
          return;
        }
      }
    } catch (IOException e) {
      // Either end is gone, and so is this path.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
