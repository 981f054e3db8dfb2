package io.culvert.it;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A SOCKS client that sees every octet, on the JDK's plain sockets. */
final class Client {
  private static final int PATIENCE_MILLIS = 20_000;

  private Client() {}

  /** A connection to the local on which nothing was said yet. */
  static Socket raw(int socksPort) throws IOException {
    var socket = new Socket();
    socket.connect(new InetSocketAddress("127.0.0.1", socksPort), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** A stream to a port of the loopback that is open at both ends. */
  static Socket connect(int socksPort, int targetPort) throws IOException {
    Socket socket = raw(socksPort);
    try {
      int code = request(socket, new byte[] {1, 127, 0, 0, 1}, targetPort);
      if (code != 0) {
        throw new IOException("REP " + code);
      }
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Greets without authentication, asks for CONNECT, and returns REP. */
  static int request(Socket socket, byte[] address, int port) throws IOException {
    OutputStream out = socket.getOutputStream();
    var in = new DataInputStream(socket.getInputStream());
    out.write(new byte[] {5, 1, 0});
    if (in.readUnsignedShort() != 0x0500) {
      throw new IOException("no method accepted");
    }
    byte[] request = new byte[3 + address.length + 2];
    request[0] = 5;
    request[1] = 1;
    System.arraycopy(address, 0, request, 3, address.length);
    request[request.length - 2] = (byte) (port >> 8);
    request[request.length - 1] = (byte) port;
    out.write(request);
    in.readUnsignedByte();
    int code = in.readUnsignedByte();
    in.readUnsignedByte();
    in.skipNBytes((in.readUnsignedByte() == 4 ? 16 : 4) + 2);
    return code;
  }

  /** A domain name as RFC 1928 section 5 has it. */
  static byte[] name(String name) {
    byte[] address = new byte[2 + name.length()];
    address[0] = 3;
    address[1] = (byte) name.length();
    System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, address, 2, name.length());
    return address;
  }

  /** Sends one octet through a stream to an {@link EchoTarget} and waits for it. */
  static boolean echoes(Socket stream) {
    try {
      stream.getOutputStream().write('e');
      return stream.getInputStream().read() == 'e';
    } catch (IOException e) {
      return false;
    }
  }
}
