package io.culvert.net;

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
 * A port whose backlog is full: Linux then answers no SYN, and a connection attempt hangs. Tests
 * that need one are skipped on other systems.
 */
public final class SilentPort implements AutoCloseable {
  private static final int BACKLOG = 1;
  private static final int PATIENCE_MILLIS = 200;

  /** A single time-out may be due to a busy machine. */
  private static final int TIME_OUTS = 2;

  private final ServerSocket listener;
  private final List<Socket> fillers = new ArrayList<>();

  /**
   * @param port 0 binds a free port
   */
  public SilentPort(String address, int port) throws IOException {
    assumeTrue(OS.LINUX.isCurrentOs(), "a full backlog answers no SYN on Linux alone");
    listener = new ServerSocket(port, BACKLOG, InetAddress.getByName(address));
    for (int timeOuts = 0; timeOuts < TIME_OUTS; ) {
      timeOuts = fill() ? 0 : timeOuts + 1;
    }
  }

  private boolean fill() throws IOException {
    var filler = new Socket();
    fillers.add(filler);
    try {
      filler.connect(listener.getLocalSocketAddress(), PATIENCE_MILLIS);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  public int port() {
    return ((InetSocketAddress) listener.getLocalSocketAddress()).getPort();
  }

  @Override
  public void close() throws IOException {
    for (Socket filler : fillers) {
      filler.close();
    }
    listener.close();
  }
}
