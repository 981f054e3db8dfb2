package io.culvert.inbound.mixed;

import io.culvert.address.Endpoint;
import io.culvert.net.Connection;
import io.culvert.proxy.Command;
import io.culvert.proxy.Exchange;
import io.culvert.proxy.Request;
import io.culvert.socks.Authenticator;
import java.io.IOException;

/** One client on its way to a request: its connection, and the name that it proves. */
final class NegotiatingClient {
  private final Connection connection;
  private final Negotiation.Setup setup;
  private final Authenticator authenticator;
  private String user = "";

  NegotiatingClient(Connection connection, Negotiation.Setup setup) throws IOException {
    this.connection = connection;
    this.setup = setup;
    this.authenticator =
        watched(setup.authenticators().apply(connection.remoteAddress().getAddress()));
  }

  private Authenticator watched(Authenticator asked) {
    return switch (asked) {
      case Authenticator.Passwords passwords ->
          new Authenticator.Passwords((name, password) -> verify(passwords, name, password));
      case Authenticator.Everybody everybody -> everybody;
      case Authenticator.Nobody nobody -> nobody;
    };
  }

  private boolean verify(Authenticator.Passwords passwords, String name, byte[] password) {
    boolean right = passwords.verify(name, password);
    if (right) {
      identify(name);
    }
    return right;
  }

  Connection connection() {
    return connection;
  }

  /** Asks for what the operator demands, and remembers who proved to be whom. */
  Authenticator authenticator() {
    return authenticator;
  }

  /** The client has proved this name. */
  void identify(String name) {
    user = name;
  }

  /** A request of this client. */
  Exchange exchange(
      Command command,
      Endpoint destination,
      ClientExchange.Client client,
      ClientExchange.Answers answers)
      throws IOException {
    var request =
        new Request(
            command,
            destination,
            user,
            connection.remoteAddress(),
            connection.localAddress().getAddress(),
            setup.inbound());
    return new ClientExchange(request, client, answers, setup.associations());
  }
}
