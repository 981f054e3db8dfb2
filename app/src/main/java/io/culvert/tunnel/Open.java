package io.culvert.tunnel;

import io.culvert.address.Endpoint;
import io.culvert.socks.Command;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The body of OPEN: {@code command 1 | address}, codes and address as RFC 1928 sections 4 and 5
 * have them.
 */
public record Open(Command command, Endpoint target) {
  /**
   * @throws IOException if the body is no such thing
   */
  public static Open readFrom(ByteBuffer body) throws IOException {
    if (!body.hasRemaining()) {
      throw new IOException("an empty OPEN");
    }
    return new Open(new Command(body.get() & 0xff), Endpoint.readFrom(body));
  }

  public ByteBuffer body() {
    byte[] endpoint = target.octets();
    return ByteBuffer.allocate(1 + endpoint.length).put((byte) command.code()).put(endpoint).flip();
  }
}
