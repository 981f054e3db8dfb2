package io.culvert.local;

import io.culvert.net.TcpConnection;
import io.culvert.socks.Authenticator;
import io.culvert.socks.Reply;
import io.culvert.socks.Request;
import io.culvert.socks.ServerNegotiation;
import io.culvert.socks.SocksException;
import java.io.IOException;

/** A SOCKS version 5 client's way to its request, RFC 1928 and 1929. */
final class Socks5 {
  private Socks5() {}

  static ClientRequest negotiate(TcpConnection client, Authenticator authenticator)
      throws IOException {
    try {
      Request request =
          ServerNegotiation.negotiate(client.input(), client.output(), authenticator).readRequest();
      return new ClientRequest(
          request.command(),
          request.destination(),
          client,
          (code, bound) -> new Reply(code, bound).octets());
    } catch (SocksException e) {
      throw Refusal.of(e);
    }
  }
}
