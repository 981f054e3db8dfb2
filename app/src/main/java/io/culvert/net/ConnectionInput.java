package io.culvert.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Reads from a connection, for readers of exact lengths. Only the connection's reader may use it.
 */
final class ConnectionInput extends InputStream {
  private final Connection connection;

  ConnectionInput(Connection connection) {
    this.connection = connection;
  }

  @Override
  public int read() throws IOException {
    ByteBuffer bytes = connection.receive();
    return bytes == null ? -1 : bytes.get() & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    ByteBuffer bytes = connection.receive();
    if (bytes == null) {
      return -1;
    }
    int n = Math.min(length, bytes.remaining());
    bytes.get(to, offset, n);
    return n;
  }
}
