package io.culvert.inbound.mixed;

import io.culvert.http.BodyFraming;
import io.culvert.http.HttpRequest;
import io.culvert.net.Connection;
import io.culvert.net.ConnectionWrapper;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The client's leg of one forwarded HTTP request: its rewritten head, then its content, and nothing
 * of what the client sends behind that. The request's end is not passed on as an end of the stream,
 * which some servers take for a client that has left, until the client itself ends.
 */
final class ForwardedRequest extends ConnectionWrapper {
  private final BodyFraming body;
  private ByteBuffer head;
  private ByteBuffer part = ByteBuffer.allocate(0);

  ForwardedRequest(Connection client, HttpRequest.Forward request) {
    super(client);
    this.body = request.body().framing();
    this.head = ByteBuffer.wrap(request.head());
  }

  @Override
  public ByteBuffer receive() throws IOException {
    if (part.hasRemaining()) {
      return part;
    }
    if (head != null) {
      part = head;
      head = null;
      return part;
    }
    return content();
  }

  private ByteBuffer content() throws IOException {
    while (!body.complete()) {
      ByteBuffer octets = inner().receive();
      if (octets == null) {
        throw new EOFException("the client left in the middle of its request");
      }
      int length = body.accept(octets);
      part = octets.slice(octets.position(), length);
      octets.position(octets.position() + length);
      if (length > 0) {
        return part;
      }
    }
    GracefulClose.discard(inner());
    return null;
  }

  /** The response is whole, and the last of this connection. */
  @Override
  public void endOutput() throws IOException {
    GracefulClose.end(inner());
  }
}
