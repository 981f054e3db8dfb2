package io.culvert.inbound.culvert;

import io.culvert.net.Connection;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * What a peer sends first, read in exact lengths and remembered: if it is no handshake, a fallback
 * gets it. For one thread.
 */
final class FirstFlight {
  /**
   * A genuine first flight comes at once; a browser that sent a short request waits for its answer.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Connection connection;
  private final boolean impatient;
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

  /**
   * @param impatient whether a peer that stops in the middle is given up after a second, with the
   *     connection still open
   */
  FirstFlight(Connection connection, boolean impatient) {
    this.connection = connection;
    this.impatient = impatient;
  }

  /**
   * @throws EOFException if the peer ends its direction before
   * @throws java.net.SocketTimeoutException if an impatient wait was for nothing
   */
  byte[] take(int length) throws IOException {
    byte[] bytes = new byte[length];
    for (int filled = 0; filled < length; ) {
      int n = read(bytes, filled);
      if (n < 0) {
        throw new EOFException("closed in the middle of the handshake");
      }
      taken.write(bytes, filled, n);
      filled += n;
    }
    return bytes;
  }

  private int read(byte[] bytes, int filled) throws IOException {
    var to = ByteBuffer.wrap(bytes, filled, bytes.length - filled);
    return impatient ? connection.read(to, PATIENCE) : connection.read(to);
  }

  byte[] taken() {
    return taken.toByteArray();
  }
}
