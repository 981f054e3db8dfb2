package io.culvert.it;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Octets of the SOCKS protocols, written by hand and independent of the product's code. */
final class Wire {
  static final int CONNECT = 0x01;
  static final int BIND = 0x02;
  static final int UDP_ASSOCIATE = 0x03;

  private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");

  private Wire() {}

  /** What hexadecimal digits spell; blanks do not count. */
  static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String hex(byte[] octets) {
    return SPACED.formatHex(octets);
  }

  static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] port(int port) {
    return new byte[] {(byte) (port >> 8), (byte) port};
  }

  /** ATYP, address and port, RFC 1928 section 5. */
  static byte[] endpoint(InetAddress address, int port) {
    byte[] octets = address.getAddress();
    return join(new byte[] {(byte) (octets.length == 4 ? 1 : 4)}, octets, port(port));
  }

  static byte[] endpoint(InetSocketAddress endpoint) {
    return endpoint(endpoint.getAddress(), endpoint.getPort());
  }

  static byte[] endpoint(byte[] name, int port) {
    return join(new byte[] {3, (byte) name.length}, name, port(port));
  }

  /** {@code VER CMD RSV} and the endpoint, RFC 1928 section 4. */
  static byte[] request(int command, byte[] endpoint) {
    return join(new byte[] {5, (byte) command, 0}, endpoint);
  }

  static byte[] connect(InetSocketAddress target) {
    return request(CONNECT, endpoint(target));
  }

  static byte[] connect(String name, int port) {
    return request(CONNECT, endpoint(ascii(name), port));
  }

  /** {@code VER ULEN UNAME PLEN PASSWD}, RFC 1929 section 2. */
  static byte[] password(String user, String password) {
    return join(
        new byte[] {1, (byte) user.length()},
        ascii(user),
        new byte[] {(byte) password.length()},
        ascii(password));
  }

  /** RSV, FRAG and the endpoint before the data, RFC 1928 section 7. */
  static byte[] datagram(int frag, byte[] endpoint, byte[] data) {
    return join(new byte[] {0, 0, (byte) frag}, endpoint, data);
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(inet("127.0.0.1"), port);
  }

  static InetAddress inet(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + literal, e);
    }
  }

  /** Reads the endpoint that starts at the buffer's position. */
  static InetSocketAddress endpoint(ByteBuffer in) {
    int type = in.get();
    if (type != 1 && type != 4) {
      throw new AssertionError("ATYP " + type + " is no address");
    }
    byte[] octets = new byte[type == 1 ? 4 : 16];
    in.get(octets);
    try {
      return new InetSocketAddress(InetAddress.getByAddress(octets), in.getShort() & 0xffff);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
