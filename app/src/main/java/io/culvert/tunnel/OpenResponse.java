package io.culvert.tunnel;

import io.culvert.address.Endpoint;
import io.culvert.proxy.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The body of REPLY: {@code REP 1 | address}, the reply code and the bound address of RFC 1928
 * section 6.
 */
public record OpenResponse(int code, Endpoint bound) {
  public static OpenResponse success(Endpoint bound) {
    return new OpenResponse(ReplyCodes.SUCCEEDED, bound);
  }

  public static OpenResponse failure(Failure failure) {
    return new OpenResponse(ReplyCodes.of(failure), Endpoint.UNSPECIFIED);
  }

  /**
   * @throws IOException if the body is no such thing
   */
  public static OpenResponse readFrom(ByteBuffer body) throws IOException {
    if (!body.hasRemaining()) {
      throw new IOException("an empty REPLY");
    }
    return new OpenResponse(body.get() & 0xff, Endpoint.readFrom(body));
  }

  public boolean succeeded() {
    return code == ReplyCodes.SUCCEEDED;
  }

  /** What a code other than success means. */
  public Failure failure() {
    return ReplyCodes.failure(code);
  }

  public ByteBuffer body() {
    byte[] endpoint = bound.octets();
    return ByteBuffer.allocate(1 + endpoint.length).put((byte) code).put(endpoint).flip();
  }
}
