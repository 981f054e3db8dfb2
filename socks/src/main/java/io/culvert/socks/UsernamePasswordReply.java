package io.culvert.socks;

import io.culvert.address.Octets;
import java.io.IOException;
import java.io.InputStream;

/**
 * RFC 1929 section 2: {@code VER 1 | STATUS 1}; any status but 00 is a failure.
 *
 * @param status one octet
 */
public record UsernamePasswordReply(int status) {
  public static final UsernamePasswordReply SUCCESS = new UsernamePasswordReply(0x00);
  public static final UsernamePasswordReply FAILURE = new UsernamePasswordReply(0x01);

  public UsernamePasswordReply {
    if (status < 0 || status > 0xff) {
      throw new IllegalArgumentException("STATUS is one octet, not " + status);
    }
  }

  public static UsernamePasswordReply readFrom(InputStream in) throws IOException {
    int version = Octets.read(in);
    if (version != UsernamePasswordRequest.VERSION) {
      throw new SocksException.UnsupportedVersion(version);
    }
    return new UsernamePasswordReply(Octets.read(in));
  }

  public byte[] octets() {
    return new byte[] {UsernamePasswordRequest.VERSION, (byte) status};
  }
}
