package io.culvert.local;

import io.culvert.net.TcpConnection;
import io.culvert.socks.Authenticator;
import io.culvert.socks.Command;
import io.culvert.socks.Reply;
import io.culvert.socks.ServerNegotiation;
import io.culvert.socks.Socks4Reply;
import io.culvert.socks.Socks4Request;
import io.culvert.socks.SocksException;
import java.io.IOException;

/** A client of SOCKS version 4 or 4a. */
final class Socks4 {
  private Socks4() {}

  static ClientRequest negotiate(TcpConnection client, Authenticator authenticator)
      throws IOException {
    try {
      Socks4Request request = ServerNegotiation.readVersion4(client.input(), authenticator);
      return new ClientRequest(
          known(request.command()),
          request.destination(),
          client,
          (code, bound) -> Socks4Reply.of(new Reply(code, bound)).octets());
    } catch (SocksException e) {
      throw Refusal.of(e);
    }
  }

  /** Version 5's third command does not exist here. */
  private static Command known(Command command) throws SocksException {
    if (command.equals(Command.CONNECT) || command.equals(Command.BIND)) {
      return command;
    }
    throw SocksException.CommandNotSupported.inVersion4(command.code());
  }
}
