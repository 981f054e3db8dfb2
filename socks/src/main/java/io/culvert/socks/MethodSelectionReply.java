package io.culvert.socks;

import io.culvert.address.Octets;
import java.io.IOException;
import java.io.InputStream;

/** RFC 1928 section 3: {@code VER 1 | METHOD 1}. */
public record MethodSelectionReply(Method method) {
  public static MethodSelectionReply readFrom(InputStream in) throws IOException {
    int version = Octets.read(in);
    if (version != MethodSelectionRequest.VERSION) {
      throw new SocksException.UnsupportedVersion(version);
    }
    return new MethodSelectionReply(new Method(Octets.read(in)));
  }

  public byte[] octets() {
    return new byte[] {MethodSelectionRequest.VERSION, (byte) method.code()};
  }
}
