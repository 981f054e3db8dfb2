package io.culvert.socks;

import io.culvert.address.Endpoint;
import io.culvert.address.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** RFC 1928 section 4: {@code VER 1 | CMD 1 | RSV 1 | ATYP 1 | DST.ADDR | DST.PORT 2}. */
public record Request(Command command, Endpoint destination) {
  /**
   * Reads exactly one request. RSV is not judged: some clients fill it, and nothing depends on it.
   *
   * @throws SocksException with what to answer, for a field of an impossible value
   */
  public static Request readFrom(InputStream in) throws IOException {
    int version = Octets.read(in);
    if (version != MethodSelectionRequest.VERSION) {
      throw new SocksException.Malformed(
          "VER of a request is 05", ReplyCode.GENERAL_SOCKS_SERVER_FAILURE);
    }
    Command command = new Command(Octets.read(in));
    Octets.read(in);
    return new Request(command, WireEndpoint.readFrom(in));
  }

  public byte[] octets() {
    byte[] endpoint = destination.octets();
    return ByteBuffer.allocate(3 + endpoint.length)
        .put((byte) MethodSelectionRequest.VERSION)
        .put((byte) command.code())
        .put((byte) 0)
        .put(endpoint)
        .array();
  }
}
