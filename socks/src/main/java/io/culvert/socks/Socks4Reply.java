package io.culvert.socks;

import io.culvert.address.Address;
import io.culvert.address.DomainName;
import io.culvert.address.Endpoint;
import io.culvert.address.Ipv4;
import io.culvert.address.Ipv6;
import io.culvert.address.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.nio.ByteBuffer;

/**
 * A SOCKS 4 reply: {@code VN 1 (00) | CD 1 | DSTPORT 2 | DSTIP 4}.
 *
 * @param bound of an IPv4 address
 */
public record Socks4Reply(Socks4ReplyCode code, Endpoint bound) {
  public static final int LENGTH = 8;

  private static final int VERSION = 0;

  public Socks4Reply {
    if (!(bound.address() instanceof Ipv4)) {
      throw new IllegalArgumentException("DSTIP is an IPv4 address, not " + bound.address().type());
    }
  }

  /** What RFC 1928 says, as far as version 4 can: an address that it has no room for is 0.0.0.0. */
  public static Socks4Reply of(Reply reply) {
    Address address =
        switch (reply.bound().address()) {
          case Ipv4 ip -> ip;
          case Ipv6 ip ->
              ip.inetAddress() instanceof Inet4Address mapped
                  ? Address.of(mapped)
                  : Endpoint.UNSPECIFIED.address();
          case DomainName name -> Endpoint.UNSPECIFIED.address();
        };
    return new Socks4Reply(
        Socks4ReplyCode.of(reply.code()), new Endpoint(address, reply.bound().port()));
  }

  public static Socks4Reply readFrom(InputStream in) throws IOException {
    int version = Octets.read(in);
    if (version != VERSION) {
      throw new SocksException.UnsupportedVersion(version);
    }
    var code = new Socks4ReplyCode(Octets.read(in));
    int port = Octets.readShort(in);
    return new Socks4Reply(code, new Endpoint(new Ipv4(Octets.read(in, Ipv4.LENGTH)), port));
  }

  public byte[] octets() {
    return ByteBuffer.allocate(LENGTH)
        .put((byte) VERSION)
        .put((byte) code.code())
        .putShort((short) bound.port())
        .put(bound.address().octets())
        .array();
  }
}
