package io.culvert.auth.gss;

import io.culvert.net.Encapsulation;
import io.culvert.socks.GssapiException;
import io.culvert.socks.GssapiMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Protects datagrams, RFC 1961 section 5. Datagrams may be lost or reordered, but replays are
 * refused.
 */
record ProtectedMessages(Protection protection) implements Encapsulation {
  @Override
  public ByteBuffer wrap(ByteBuffer clear) throws IOException {
    int length = clear.remaining();
    if (length > protection.clearLimit()) {
      throw new GssapiException(length + " octets are too many for one message");
    }
    int offset = clear.arrayOffset() + clear.position();
    clear.position(clear.limit());
    return ByteBuffer.wrap(protection.protect(clear.array(), offset, length));
  }

  @Override
  public ByteBuffer unwrap(ByteBuffer message) throws IOException {
    int offset = message.arrayOffset() + message.position();
    var in = new ByteArrayInputStream(message.array(), offset, message.remaining());
    GssapiMessage read = GssapiMessage.readFrom(in);
    if (in.available() > 0) {
      throw new GssapiException("octets follow the message");
    }
    return ByteBuffer.wrap(protection.openAny(read));
  }
}
