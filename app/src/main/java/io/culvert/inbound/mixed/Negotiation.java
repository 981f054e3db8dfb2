package io.culvert.inbound.mixed;

import io.culvert.auth.gss.GssAcceptor;
import io.culvert.net.Connection;
import io.culvert.proxy.CloseReason;
import io.culvert.proxy.Exchange;
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
public final class Negotiation {
  /**
   * What all clients are served by.
   *
   * @param inbound this inbound's name
   * @param authenticators what clients of a host must prove
   * @param gssapi offered to clients of SOCKS 5 that have a Kerberos ticket
   */
  record Setup(
      String inbound,
      Function<InetAddress, Authenticator> authenticators,
      Optional<GssAcceptor> gssapi,
      Associations associations) {}

  /** A client's way to one request. */
  @FunctionalInterface
  interface Step {
    /**
     * Blocks until the client has said what it wants and may have it.
     *
     * @throws Refusal with what to answer, if it may not
     */
    Exchange negotiate(HttpConversation conversation) throws IOException;
  }

  private final Setup setup;
  private final CredentialsHint hint = new CredentialsHint();

  /**
   * @param associations what UDP associations need
   */
  public Negotiation(
      String inbound,
      Function<InetAddress, Authenticator> authenticators,
      Optional<GssAcceptor> gssapi,
      Associations associations) {
    this.setup = new Setup(inbound, authenticators, gssapi, associations);
  }

  /** The {@link Step} of a new connection. */
  Exchange negotiate(HttpConversation conversation) throws IOException {
    Connection connection = conversation.client();
    ByteBuffer octets = connection.receive();
    if (octets == null) {
      throw new EOFException("the client left before its first octet");
    }
    byte first = octets.get(octets.position());
    var client = new NegotiatingClient(connection, setup);
    return switch (first) {
      case 0x04 -> Socks4.negotiate(client);
      case 0x05 -> new Socks5(client, setup.gssapi(), hint).negotiate();
      default -> http(first, client, conversation);
    };
  }

  /** A method's name begins with a capital letter; other octets get no answer. */
  private static Exchange http(byte first, NegotiatingClient client, HttpConversation conversation)
      throws IOException {
    if (first < 'A' || first > 'Z') {
      throw new Refusal(new byte[0], CloseReason.MALFORMED_REQUEST, null);
    }
    return Http.negotiate(client, conversation);
  }

  /** The {@link Step} of a connection that has carried a request of HTTP. */
  Exchange negotiateNext(HttpConversation conversation) throws IOException {
    return Http.negotiate(new NegotiatingClient(conversation.client(), setup), conversation);
  }
}
