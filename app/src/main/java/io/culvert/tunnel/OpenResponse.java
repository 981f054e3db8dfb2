package io.culvert.tunnel;

import io.culvert.address.Endpoint;
import io.culvert.proxy.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The body of REPLY: {@code REP 1 | reason 1 | address}, the reply code and the bound address of
 * RFC 1928 section 6, and what tells failures of the same code apart.
 */
public record OpenResponse(int code, int reason, Endpoint bound) {
  public static OpenResponse success(Endpoint bound) {
    return new OpenResponse(ReplyCodes.SUCCEEDED, ReplyCodes.NO_REASON, bound);
  }

  public static OpenResponse failure(Failure failure) {
    return new OpenResponse(
        ReplyCodes.of(failure), ReplyCodes.reason(failure), Endpoint.UNSPECIFIED);
  }

  /** The stream that the request was sent on before has it, or had it. */
  public static OpenResponse repeated() {
    return new OpenResponse(ReplyCodes.GENERAL, ReplyCodes.REPEATED, Endpoint.UNSPECIFIED);
  }

  /**
   * @throws IOException if the body is not exactly such a thing
   */
  public static OpenResponse readFrom(ByteBuffer body) throws IOException {
    if (body.remaining() < 2) {
      throw new IOException("a REPLY without its address");
    }
    var response = new OpenResponse(body.get() & 0xff, body.get() & 0xff, Endpoint.readFrom(body));
    if (body.hasRemaining()) {
      throw new IOException("a REPLY with something behind its address");
    }
    return response;
  }

  public boolean succeeded() {
    return code == ReplyCodes.SUCCEEDED;
  }

  public boolean isRepeated() {
    return reason == ReplyCodes.REPEATED;
  }

  /** What a code other than success means. */
  public Failure failure() {
    return ReplyCodes.failure(code, reason);
  }

  public ByteBuffer body() {
    byte[] endpoint = bound.octets();
    return ByteBuffer.allocate(2 + endpoint.length)
        .put((byte) code)
        .put((byte) reason)
        .put(endpoint)
        .flip();
  }
}
