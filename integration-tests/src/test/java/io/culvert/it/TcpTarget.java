package io.culvert.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A target that hands its connections to the test. */
final class TcpTarget implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final ServerSocket listener;

  TcpTarget() throws IOException {
    this("127.0.0.1", 0);
  }

  TcpTarget(String address, int port) throws IOException {
    listener = new ServerSocket(port, 1_000, InetAddress.getByName(address));
    listener.setSoTimeout(PATIENCE_MILLIS);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  int port() {
    return listener.getLocalPort();
  }

  Socket accept() throws IOException {
    Socket accepted = listener.accept();
    accepted.setSoTimeout(PATIENCE_MILLIS);
    accepted.setTcpNoDelay(true);
    return accepted;
  }

  /** Whether somebody connects within this time. */
  boolean reachedWithin(Duration time) throws IOException {
    listener.setSoTimeout((int) time.toMillis());
    try (Socket accepted = listener.accept()) {
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      listener.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  static String read(Socket socket, int count) throws IOException {
    return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
  }

  static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** An HTTP header up to and with its empty line. */
  static String header(Socket socket) throws IOException {
    var header = new StringBuilder();
    while (header.indexOf("\r\n\r\n") < 0) {
      String octet = read(socket, 1);
      if (octet.isEmpty()) {
        throw new IOException("the end within a header: " + header);
      }
      header.append(octet);
    }
    return header.toString();
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
