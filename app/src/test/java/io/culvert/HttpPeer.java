package io.culvert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** One end of an HTTP connection, as text. */
record HttpPeer(Socket socket, InputStream in) implements AutoCloseable {
  static HttpPeer of(Socket socket) throws IOException {
    socket.setSoTimeout((int) Rig.PATIENCE.toMillis());
    socket.setTcpNoDelay(true);
    return new HttpPeer(socket, new BufferedInputStream(socket.getInputStream()));
  }

  /** The next connection to an origin. */
  static HttpPeer accept(ServerSocket origin) throws IOException {
    return of(origin.accept());
  }

  static ServerSocket origin() throws IOException {
    var origin = new ServerSocket(0, 1000, InetAddress.getByName("127.0.0.1"));
    origin.setSoTimeout((int) Rig.PATIENCE.toMillis());
    return origin;
  }

  void say(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  /** Up to and with the empty line. */
  String head() throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("ended after: " + head);
      }
      head.append((char) octet);
    }
    return head.toString();
  }

  String read(int length) throws IOException {
    return new String(in.readNBytes(length), ISO_8859_1);
  }

  String readAll() throws IOException {
    return new String(in.readAllBytes(), ISO_8859_1);
  }

  boolean isEnded() throws IOException {
    return in.read() < 0;
  }

  /** Ends the connection by a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
