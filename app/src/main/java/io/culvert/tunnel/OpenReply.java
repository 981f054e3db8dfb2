package io.culvert.tunnel;

import io.culvert.address.Endpoint;
import io.culvert.socks.ReplyCode;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The body of REPLY: {@code REP 1 | address}, the reply code and the bound address of RFC 1928
 * section 6.
 */
public record OpenReply(ReplyCode code, Endpoint bound) {
  /**
   * @throws IOException if the body is no such thing
   */
  public static OpenReply readFrom(ByteBuffer body) throws IOException {
    if (!body.hasRemaining()) {
      throw new IOException("an empty REPLY");
    }
    return new OpenReply(new ReplyCode(body.get() & 0xff), Endpoint.readFrom(body));
  }

  public ByteBuffer body() {
    byte[] endpoint = bound.octets();
    return ByteBuffer.allocate(1 + endpoint.length).put((byte) code.code()).put(endpoint).flip();
  }
}
