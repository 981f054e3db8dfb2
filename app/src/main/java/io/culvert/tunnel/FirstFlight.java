package io.culvert.tunnel;

import io.culvert.net.TcpConnection;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * What a peer sends first, taken in exact lengths and remembered, in case that it was meant for
 * somebody else. For one thread.
 */
final class FirstFlight {
  /**
   * A genuine first flight comes at once; a browser that sent a short request waits for its answer.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final TcpConnection tcp;
  private final boolean impatient;
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

  /**
   * @param impatient whether a peer that stops in the middle is given up after a second, with the
   *     connection still open
   */
  FirstFlight(TcpConnection tcp, boolean impatient) {
    this.tcp = tcp;
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
    int left = bytes.length - filled;
    return impatient
        ? tcp.readWithin(bytes, filled, left, PATIENCE)
        : tcp.read(ByteBuffer.wrap(bytes, filled, left));
  }

  byte[] taken() {
    return taken.toByteArray();
  }
}
