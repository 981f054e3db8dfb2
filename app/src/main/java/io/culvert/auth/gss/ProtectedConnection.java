package io.culvert.auth.gss;

import io.culvert.net.Connection;
import io.culvert.net.ConnectionWrapper;
import io.culvert.socks.GssapiMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A connection that sends its octets in protected messages over an inner connection. Its deadlines
 * are those of the inner connection.
 *
 * <p>RFC 1961 has no authenticated end of a stream. The end of the inner connection between two
 * messages counts as clean, although an attacker may have caused it; an end within a message is an
 * error.
 */
final class ProtectedConnection extends ConnectionWrapper {
  private final InputStream in;
  private final Protection protection;
  private ByteBuffer clear = ByteBuffer.allocate(0);

  ProtectedConnection(Connection inner, Protection protection) {
    super(inner);
    this.in = inner.input();
    this.protection = protection;
  }

  @Override
  public ByteBuffer receive() throws IOException {
    while (!clear.hasRemaining()) {
      Optional<GssapiMessage> message = GssapiMessage.readNext(in);
      if (message.isEmpty()) {
        return null;
      }
      clear = ByteBuffer.wrap(protection.openNext(message.get()));
    }
    return clear;
  }

  @Override
  public void write(ByteBuffer data) throws IOException {
    while (data.hasRemaining()) {
      int length = Math.min(data.remaining(), protection.clearLimit());
      byte[] message =
          protection.protect(data.array(), data.arrayOffset() + data.position(), length);
      inner().write(ByteBuffer.wrap(message));
      data.position(data.position() + length);
    }
  }
}
