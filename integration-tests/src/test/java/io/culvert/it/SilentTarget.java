package io.culvert.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.condition.OS;

/**
 * An address that never answers connection attempts: a listener with a full backlog, for which the
 * kernel drops further SYNs. Tests that need it run on Linux only.
 */
final class SilentTarget implements AutoCloseable {
  private static final int MOST = 64;

  private final ServerSocket listener;
  private final List<Socket> fill = new ArrayList<>();

  SilentTarget(String address, int port) throws IOException {
    assumeTrue(OS.LINUX.isCurrentOs(), "a full backlog answers no SYN on Linux alone");
    listener = new ServerSocket(port, 1, InetAddress.getByName(address));
    while (fill.size() < MOST && connects()) {}
    if (fill.size() == MOST) {
      close();
      throw new IOException("the backlog does not fill");
    }
  }

  private boolean connects() throws IOException {
    var socket = new Socket();
    try {
      socket.connect(listener.getLocalSocketAddress(), 200);
      fill.add(socket);
      return true;
    } catch (SocketTimeoutException e) {
      socket.close();
      return false;
    }
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : fill) {
      socket.close();
    }
    listener.close();
  }
}
