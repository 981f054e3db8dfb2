package io.culvert.bench;

import io.culvert.address.Endpoint;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** A stream as a SOCKS client sees it. Not thread-safe. */
final class BenchStream implements AutoCloseable {
  /** The proxy refused the stream, or is not a SOCKS5 proxy. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(20).toMillis();
  private static final byte[] GREETING = {5, 1, 0};
  private static final byte[] CONNECT = {5, 1, 0};

  private final Socket socket = new Socket();

  /**
   * Connects and sends the octet that tells the target the stream's kind.
   *
   * @throws RefusedException if the proxy refuses
   */
  static BenchStream open(Path path, byte kind) throws IOException {
    var stream = new BenchStream();
    try {
      stream.connect(path);
      stream.output().write(kind);
      return stream;
    } catch (IOException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  /** The path of a bench's streams. */
  record Path(InetSocketAddress proxy, Endpoint target) {}

  private void connect(Path path) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(path.proxy(), PATIENCE_MILLIS);
    output().write(GREETING);
    var in = new DataInputStream(socket.getInputStream());
    if (in.readUnsignedShort() != 0x0500) {
      throw new RefusedException("the proxy asks for authentication, or is no SOCKS5 proxy");
    }
    output().write(request(path.target()));
    readReply(in);
  }

  /** Returns the request in one array, for a single write. */
  private static byte[] request(Endpoint target) {
    byte[] endpoint = target.octets();
    byte[] request = new byte[CONNECT.length + endpoint.length];
    System.arraycopy(CONNECT, 0, request, 0, CONNECT.length);
    System.arraycopy(endpoint, 0, request, CONNECT.length, endpoint.length);
    return request;
  }

  private static void readReply(DataInputStream in) throws IOException {
    in.readUnsignedByte();
    int code = in.readUnsignedByte();
    if (code != 0) {
      throw new RefusedException("the proxy refused the target with REP %02x".formatted(code));
    }
    in.readUnsignedByte();
    Endpoint.readFrom(in);
  }

  InputStream input() throws IOException {
    return socket.getInputStream();
  }

  OutputStream output() throws IOException {
    return socket.getOutputStream();
  }

  /** Sends a message to an echo target and waits until all of it has come back. */
  void echo(byte[] message) throws IOException {
    output().write(message);
    if (input().readNBytes(message, 0, message.length) < message.length) {
      throw new EOFException("the stream ended early");
    }
  }

  /** Closes with a reset, so that no port stays in TIME_WAIT. */
  void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
