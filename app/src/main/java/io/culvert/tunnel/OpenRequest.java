package io.culvert.tunnel;

import io.culvert.address.Endpoint;
import io.culvert.proxy.Command;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The body of OPEN: {@code command 1 | address}, codes and address as RFC 1928 sections 4 and 5
 * have them.
 *
 * @param code of the command; one without a name stays represented, to be refused
 */
public record OpenRequest(int code, Endpoint target) {
  public OpenRequest(Command command, Endpoint target) {
    this(ReplyCodes.of(command), target);
  }

  /**
   * @throws IOException if the body is no such thing
   */
  public static OpenRequest readFrom(ByteBuffer body) throws IOException {
    if (!body.hasRemaining()) {
      throw new IOException("an empty OPEN");
    }
    return new OpenRequest(body.get() & 0xff, Endpoint.readFrom(body));
  }

  /** Empty for a code that names no command. */
  public Optional<Command> command() {
    return ReplyCodes.command(code);
  }

  public ByteBuffer body() {
    byte[] endpoint = target.octets();
    return ByteBuffer.allocate(1 + endpoint.length).put((byte) code).put(endpoint).flip();
  }
}
