package io.culvert.inbound.mixed;

import io.culvert.http.HttpException;
import io.culvert.http.HttpNegotiation;
import io.culvert.http.HttpRequest;
import io.culvert.net.Connection;
import io.culvert.proxy.Command;
import io.culvert.proxy.Exchange;
import java.io.IOException;

/** A client that takes this for an HTTP proxy, which it is: CONNECT, and http:// requests. */
final class Http {
  private Http() {}

  /**
   * Blocks for the next request.
   *
   * @throws Refusal with what to answer, if the client may not have it
   */
  static Exchange negotiate(NegotiatingClient client, HttpConversation conversation)
      throws IOException {
    Connection connection = client.connection();
    try {
      HttpRequest request = HttpNegotiation.readRequest(connection.input(), client.authenticator());
      Exchange exchange =
          client.exchange(
              Command.CONNECT,
              request.destination(),
              new ClientExchange.Client(connection),
              new HttpAnswers(request));
      return switch (request) {
        case HttpRequest.Connect connect -> conversation.last(exchange);
        case HttpRequest.Forward forward -> conversation.forward(exchange, forward);
      };
    } catch (HttpException e) {
      throw Refusal.of(e);
    }
  }
}
