package io.culvert.local;

import io.culvert.auth.gss.GssAcceptor;
import io.culvert.config.GssapiSettings;
import io.culvert.config.NegotiationSettings;
import io.culvert.metrics.CloseReason;
import io.culvert.net.TcpConnection;
import io.culvert.socks.AuthenticationMethod;
import io.culvert.socks.Authenticator;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells the protocols on the one port apart by the first octet, which stays unread. Thread-safe.
 */
final class Negotiation {
  private final Function<InetAddress, Authenticator> authenticators;
  private final Optional<GssAcceptor> gssapi;

  /**
   * @throws IOException if the Kerberos keys cannot be used
   */
  Negotiation(NegotiationSettings settings) throws IOException {
    this.authenticators = settings.authenticators();
    Optional<GssapiSettings> keys = settings.gssapi();
    this.gssapi = keys.isPresent() ? Optional.of(GssAcceptor.of(keys.get())) : Optional.empty();
  }

  /**
   * Blocks until the client has said what it wants and may have it.
   *
   * @throws Refusal with what to answer, if it may not
   */
  ClientRequest negotiate(TcpConnection client) throws IOException {
    ByteBuffer octets = client.receive();
    if (octets == null) {
      throw new EOFException("the client left before its first octet");
    }
    byte first = octets.get(octets.position());
    Authenticator ofHost = authenticators.apply(client.remoteAddress().getAddress());
    return switch (first) {
      case 0x04 -> Socks4.negotiate(client, ofHost);
      case 0x05 -> socks5(client, ofHost).negotiate();
      default -> http(first, client, ofHost);
    };
  }

  private Socks5 socks5(TcpConnection client, Authenticator authenticator) {
    var socks5 = new Socks5(client);
    gssapi.ifPresent(socks5::offerGssapi);
    socks5.offer(AuthenticationMethod.of(authenticator));
    return socks5;
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
