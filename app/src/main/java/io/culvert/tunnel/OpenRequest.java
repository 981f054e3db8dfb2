package io.culvert.tunnel;

import io.culvert.address.Endpoint;
import io.culvert.proxy.Command;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The body of OPEN: {@code command 1 | address}, codes and address as RFC 1928 sections 4 and 5
 * have them. A request that was sent before, on a connection that has fallen silent, names that
 * stream behind the address.
 *
 * @param code of the command; one without a name stays represented, to be refused
 * @param repeats the stream that had the request first
 */
public record OpenRequest(int code, Endpoint target, Optional<StreamName> repeats) {
  public OpenRequest(Command command, Endpoint target) {
    this(ReplyCodes.of(command), target);
  }

  public OpenRequest(int code, Endpoint target) {
    this(code, target, Optional.empty());
  }

  /** The same request for another stream. */
  public OpenRequest repeating(StreamName first) {
    return new OpenRequest(code, target, Optional.of(first));
  }

  /**
   * @throws IOException if the body is not exactly such a thing
   */
  public static OpenRequest readFrom(ByteBuffer body) throws IOException {
    if (!body.hasRemaining()) {
      throw new IOException("an empty OPEN");
    }
    return new OpenRequest(body.get() & 0xff, Endpoint.readFrom(body), repeated(body));
  }

  private static Optional<StreamName> repeated(ByteBuffer body) throws IOException {
    return switch (body.remaining()) {
      case 0 -> Optional.empty();
      case StreamName.LENGTH -> Optional.of(StreamName.readFrom(body));
      default -> throw new IOException("an OPEN with something behind its address");
    };
  }

  /** Empty for a code that names no command. */
  public Optional<Command> command() {
    return ReplyCodes.command(code);
  }

  public ByteBuffer body() {
    byte[] endpoint = target.octets();
    ByteBuffer body = ByteBuffer.allocate(1 + endpoint.length + StreamName.LENGTH);
    body.put((byte) code).put(endpoint);
    repeats.ifPresent(first -> first.writeTo(body));
    return body.flip();
  }
}
