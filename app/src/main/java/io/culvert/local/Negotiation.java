package io.culvert.local;

import io.culvert.config.NegotiationSettings;
import io.culvert.metrics.CloseReason;
import io.culvert.net.TcpConnection;
import io.culvert.socks.Authenticator;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Tells the protocols on the one port apart by the first octet, which stays unread. */
final class Negotiation {
  private Negotiation() {}

  /**
   * Blocks until the client has said what it wants and may have it.
   *
   * @throws Refusal with what to answer, if it may not
   */
  static ClientRequest negotiate(TcpConnection client, NegotiationSettings settings)
      throws IOException {
    ByteBuffer octets = client.receive();
    if (octets == null) {
      throw new EOFException("the client left before its first octet");
    }
    byte first = octets.get(octets.position());
    Authenticator authenticator =
        settings.authenticator().forClientsOf(client.remoteAddress().getAddress());
    return switch (first) {
      case 0x04 -> Socks4.negotiate(client, authenticator);
      case 0x05 -> Socks5.negotiate(client, authenticator);
      default -> http(first, client, authenticator);
    };
  }

  /** A method's name begins with a capital letter; other octets get no answer. */
  private static ClientRequest http(byte first, TcpConnection client, Authenticator authenticator)
      throws IOException {
    if (first < 'A' || first > 'Z') {
      throw new Refusal(new byte[0], CloseReason.MALFORMED_REQUEST, null);
    }
    return Http.negotiate(client, authenticator);
  }
}
