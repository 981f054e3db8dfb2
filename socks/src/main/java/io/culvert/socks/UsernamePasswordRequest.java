package io.culvert.socks;

import io.culvert.address.Octets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * RFC 1929 section 2: {@code VER 1 | ULEN 1 | UNAME 1 to 255 | PLEN 1 | PASSWD 1 to 255}. Neither
 * field is copied, so that its owner can wipe it.
 */
public record UsernamePasswordRequest(byte[] uname, byte[] passwd) {
  public static final int VERSION = 0x01;

  public UsernamePasswordRequest {
    checkLength("ULEN", uname.length);
    checkLength("PLEN", passwd.length);
  }

  private static void checkLength(String field, int length) {
    if (length < 1 || length > 255) {
      throw new IllegalArgumentException(field + " is 1 to 255, not " + length);
    }
  }

  /**
   * @throws SocksException.AuthenticationFailed for another version, or an empty name or password
   */
  public static UsernamePasswordRequest readFrom(InputStream in) throws IOException {
    if (Octets.read(in) != VERSION) {
      throw new SocksException.AuthenticationFailed("the sub-negotiation's VER is 01");
    }
    byte[] uname = field(in);
    byte[] passwd = field(in);
    return new UsernamePasswordRequest(uname, passwd);
  }

  private static byte[] field(InputStream in) throws IOException {
    int length = Octets.read(in);
    if (length == 0) {
      throw new SocksException.AuthenticationFailed("ULEN and PLEN are 1 to 255");
    }
    return Octets.read(in, length);
  }

  public byte[] octets() {
    var out = new ByteArrayOutputStream();
    out.write(VERSION);
    out.write(uname.length);
    out.writeBytes(uname);
    out.write(passwd.length);
    out.writeBytes(passwd);
    return out.toByteArray();
  }

  @Override
  public String toString() {
    return "UsernamePasswordRequest[redacted]";
  }
}
