package io.culvert.auth.gss;

import io.culvert.net.Connection;
import io.culvert.net.ConnectionWrapper;
import io.culvert.socks.GssapiMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A connection whose octets travel in protected messages over another one. Its deadlines are those
 * of the other.
 *
 * <p>RFC 1961 has no message for the end of a stream: an end of the other connection between two
 * messages is a clean one, whoever made it; within a message it is an error.
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
