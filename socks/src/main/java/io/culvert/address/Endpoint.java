package io.culvert.address;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A host and a port as RFC 1928 writes them: {@code ATYP 1 | address | port 2}, the port in network
 * order. Immutable.
 *
 * @param port 0 to 65535
 */
public record Endpoint(Address address, int port) {
  /** 0.0.0.0:0: nothing is bound, or nothing is known. */
  public static final Endpoint UNSPECIFIED = new Endpoint(new Ipv4(new byte[Ipv4.LENGTH]), 0);

  public Endpoint {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
  }

  public static Endpoint of(InetSocketAddress address) {
    return new Endpoint(Address.of(address.getAddress()), address.getPort());
  }

  /**
   * Reads exactly one endpoint.
   *
   * @throws AddressException.UnknownType for an ATYP that RFC 1928 does not have
   * @throws AddressException.Malformed for an empty or impossible name
   */
  public static Endpoint readFrom(InputStream in) throws IOException {
    int code = Octets.read(in);
    AddressType type =
        AddressType.of(code).orElseThrow(() -> new AddressException.UnknownType(code));
    Address address =
        switch (type) {
          case IPV4 -> new Ipv4(Octets.read(in, Ipv4.LENGTH));
          case IPV6 -> new Ipv6(Octets.read(in, Ipv6.LENGTH));
          case DOMAINNAME -> name(Octets.read(in, Octets.read(in)));
        };
    return new Endpoint(address, Octets.readShort(in));
  }

  /** Reads one endpoint and leaves the buffer behind it. */
  public static Endpoint readFrom(ByteBuffer in) throws IOException {
    var stream =
        new ByteArrayInputStream(in.array(), in.arrayOffset() + in.position(), in.remaining());
    Endpoint endpoint = readFrom(stream);
    in.position(in.limit() - stream.available());
    return endpoint;
  }

  private static Address name(byte[] octets) throws AddressException {
    try {
      return Address.parse(new String(octets, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw new AddressException.Malformed(e);
    }
  }

  /** The wire form. */
  public byte[] octets() {
    byte[] host = address.octets();
    return ByteBuffer.allocate(1 + host.length + 2)
        .put((byte) address.type().code())
        .put(host)
        .putShort((short) port)
        .array();
  }

  @Override
  public String toString() {
    return address + ":" + port;
  }
}
