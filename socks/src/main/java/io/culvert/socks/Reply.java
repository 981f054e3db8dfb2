package io.culvert.socks;

import io.culvert.address.Endpoint;
import io.culvert.address.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** RFC 1928 section 6: {@code VER 1 | REP 1 | RSV 1 | ATYP 1 | BND.ADDR | BND.PORT 2}. */
public record Reply(ReplyCode code, Endpoint bound) {
  public static Reply readFrom(InputStream in) throws IOException {
    int version = Octets.read(in);
    if (version != MethodSelectionRequest.VERSION) {
      throw new SocksException.UnsupportedVersion(version);
    }
    ReplyCode code = new ReplyCode(Octets.read(in));
    Octets.read(in);
    return new Reply(code, WireEndpoint.readFrom(in));
  }

  public byte[] octets() {
    byte[] endpoint = bound.octets();
    return ByteBuffer.allocate(3 + endpoint.length)
        .put((byte) MethodSelectionRequest.VERSION)
        .put((byte) code.code())
        .put((byte) 0)
        .put(endpoint)
        .array();
  }
}
