package io.culvert.inbound.mixed;

import io.culvert.proxy.Command;
import io.culvert.proxy.Exchange;
import io.culvert.socks.Reply;
import io.culvert.socks.ServerNegotiation;
import io.culvert.socks.Socks4Reply;
import io.culvert.socks.Socks4Request;
import io.culvert.socks.SocksException;
import java.io.IOException;

/** A client of SOCKS version 4 or 4a. */
final class Socks4 {
  private Socks4() {}

  static Exchange negotiate(NegotiatingClient client) throws IOException {
    try {
      Socks4Request request =
          ServerNegotiation.readVersion4(client.connection().input(), client.authenticator());
      return client.exchange(
          command(request),
          request.destination(),
          new ClientExchange.Client(client.connection()),
          ClientExchange.Answers.inSocks(
              (code, bound) -> Socks4Reply.of(new Reply(code, bound)).octets()));
    } catch (SocksException e) {
      throw Refusal.of(e);
    }
  }

  /** Version 5's third command does not exist here. */
  private static Command command(Socks4Request request) throws SocksException {
    int code = request.command().code();
    return Commands.of(request.command())
        .filter(command -> command != Command.UDP_ASSOCIATE)
        .orElseThrow(() -> SocksException.CommandNotSupported.inVersion4(code));
  }
}
