package io.culvert.net;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Writes to a connection. Only the connection's writer may use it. */
final class ConnectionOutput extends OutputStream {
  private final Connection connection;

  ConnectionOutput(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void write(int octet) throws IOException {
    connection.write(ByteBuffer.wrap(new byte[] {(byte) octet}));
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    connection.write(ByteBuffer.wrap(from, offset, length));
  }
}
