package io.culvert.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A client of the proxy that sends given octets and returns the answer. */
final class RawClient implements AutoCloseable {
  /** RFC 1928 section 6 wants the end of a failed connection within 10 s. */
  static final Duration SOON = Duration.ofSeconds(10);

  /** A reply, RFC 1928 section 6. */
  record Reply(int rep, int rsv, InetSocketAddress bound) {}

  private final Socket socket;

  RawClient(int port) throws IOException {
    this("127.0.0.1", port);
  }

  /**
   * @param host the address of the loopback that the client comes from
   */
  RawClient(String host, int port) throws IOException {
    socket = new Socket("127.0.0.1", port, InetAddress.getByName(host), 0);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) SOON.plusSeconds(2).toMillis());
  }

  Socket socket() {
    return socket;
  }

  RawClient send(String hex) throws IOException {
    return send(Wire.octets(hex));
  }

  RawClient send(byte[]... parts) throws IOException {
    socket.getOutputStream().write(Wire.join(parts));
    return this;
  }

  RawClient sendText(String text) throws IOException {
    return send(Wire.ascii(text));
  }

  /** One octet at a time; none but the last may be answered. */
  RawClient dribble(byte[] octets) throws IOException {
    for (int i = 0; i < octets.length - 1; i++) {
      send(new byte[] {octets[i]});
      if (!silentFor(Duration.ofMillis(2))) {
        throw new AssertionError("an answer after " + (i + 1) + " of " + octets.length + " octets");
      }
    }
    return send(new byte[] {octets[octets.length - 1]});
  }

  /** The client's FIN. */
  RawClient finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  byte[] read(int count) throws IOException {
    byte[] octets = socket.getInputStream().readNBytes(count);
    if (octets.length < count) {
      throw new AssertionError("the end after " + octets.length + " of " + count + " octets");
    }
    return octets;
  }

  String receive(int count) throws IOException {
    return Wire.hex(read(count));
  }

  String receiveText(int count) throws IOException {
    return new String(read(count), StandardCharsets.ISO_8859_1);
  }

  /** All that comes before the clean end, in hexadecimal. */
  String rest() throws IOException {
    return Wire.hex(socket.getInputStream().readAllBytes());
  }

  String restText() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** An HTTP header up to and with its empty line. */
  String httpHeader() throws IOException {
    InputStream in = socket.getInputStream();
    var header = new ByteArrayOutputStream();
    while (!header.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int octet = in.read();
      if (octet < 0) {
        throw new AssertionError("the end within a header: " + header);
      }
      header.write(octet);
    }
    return header.toString(StandardCharsets.ISO_8859_1);
  }

  Reply reply() throws IOException {
    byte[] head = read(4);
    if (head[0] != 5) {
      throw new AssertionError("VER of a reply is 05, not " + Wire.hex(head));
    }
    byte[] tail = read((head[3] == 4 ? 16 : 4) + 2);
    var endpoint = ByteBuffer.wrap(Wire.join(new byte[] {head[3]}, tail));
    return new Reply(head[1], head[2], Wire.endpoint(endpoint));
  }

  /** Whether nothing comes for this long, not even an end. */
  boolean silentFor(Duration time) throws IOException {
    int before = socket.getSoTimeout();
    socket.setSoTimeout((int) time.toMillis());
    try {
      socket.getInputStream().read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(before);
    }
  }

  /** Waits until the other side takes no more octets: it has closed, not only ended its output. */
  void awaitClosed() {
    Awaitility.await("the proxy's close")
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          try {
            send(new byte[1]);
            return false;
          } catch (IOException e) {
            return true;
          }
        });
  }

  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
