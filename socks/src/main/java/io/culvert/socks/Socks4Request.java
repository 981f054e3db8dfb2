package io.culvert.socks;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.address.Ipv4;
import io.culvert.address.Octets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A SOCKS 4 request, with the extension 4a for names:
 *
 * <pre>
 *   VN 1 (04) | CD 1 | DSTPORT 2 | DSTIP 4       | USERID | 00
 *   VN 1 (04) | CD 1 | DSTPORT 2 | 0.0.0.x, x!=0 | USERID | 00 | name | 00
 * </pre>
 *
 * @param command CD, whose values 1 and 2 mean what they mean in RFC 1928
 * @param userId at most {@value #MAX_FIELD_LENGTH} octets, read as ISO 8859-1; nobody verifies it
 */
public record Socks4Request(Command command, Endpoint destination, String userId) {
  public static final int VERSION = 0x04;

  /** Of USERID and of a name; neither has a bound of its own in the protocol. */
  public static final int MAX_FIELD_LENGTH = 255;

  public Socks4Request {
    if (userId.length() > MAX_FIELD_LENGTH || !userId.chars().allMatch(c -> c > 0 && c <= 0xff)) {
      throw new IllegalArgumentException("USERID has at most 255 octets, none of them 00");
    }
  }

  /**
   * Reads exactly one request, VN included.
   *
   * @throws SocksException with what to answer, for a field too long, an impossible name, or a
   *     CONNECT to no address or no port
   */
  public static Socks4Request readFrom(InputStream in) throws IOException {
    int version = Octets.read(in);
    if (version != VERSION) {
      throw new SocksException.UnsupportedVersion(version);
    }
    var command = new Command(Octets.read(in));
    int port = Octets.readShort(in);
    var ip = new Ipv4(Octets.read(in, Ipv4.LENGTH));
    String userId = field(in, "USERID");
    Address address = announcesName(ip) ? name(field(in, "the name")) : ip;
    var destination = new Endpoint(address, port);
    check(command, destination);
    return new Socks4Request(command, destination, userId);
  }

  /** For BIND, zeros are a peer that is not known yet. */
  private static void check(Command command, Endpoint destination) throws SocksException {
    boolean nowhere =
        destination.port() == 0 || destination.address().equals(Endpoint.UNSPECIFIED.address());
    if (command.equals(Command.CONNECT) && nowhere) {
      throw malformed("CONNECT to no address or no port");
    }
  }

  private static String field(InputStream in, String what) throws IOException {
    var octets = new ByteArrayOutputStream();
    for (int octet = Octets.read(in); octet != 0; octet = Octets.read(in)) {
      if (octets.size() == MAX_FIELD_LENGTH) {
        throw malformed(what + " has more than 255 octets");
      }
      octets.write(octet);
    }
    return octets.toString(StandardCharsets.ISO_8859_1);
  }

  private static Address name(String text) throws SocksException {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw malformed("the name: " + e.getMessage());
    }
  }

  private static SocksException malformed(String message) {
    return new SocksException.Malformed(message, Socks4ReplyCode.REJECTED_OR_FAILED);
  }

  private static boolean announcesName(Ipv4 ip) {
    int address = ByteBuffer.wrap(ip.octets()).getInt();
    return address > 0 && address <= 0xff;
  }

  /** The wire form; whatever DSTIP cannot hold goes as a name. */
  public byte[] octets() {
    boolean named = !(destination.address() instanceof Ipv4 ip) || announcesName(ip);
    var out = new ByteArrayOutputStream();
    out.write(VERSION);
    out.write(command.code());
    out.write(destination.port() >> 8);
    out.write(destination.port());
    out.writeBytes(named ? new byte[] {0, 0, 0, 1} : destination.address().octets());
    out.writeBytes(userId.getBytes(StandardCharsets.ISO_8859_1));
    out.write(0);
    if (named) {
      out.writeBytes(destination.address().toString().getBytes(StandardCharsets.US_ASCII));
      out.write(0);
    }
    return out.toByteArray();
  }
}
