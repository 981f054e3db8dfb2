package io.culvert.inbound.mixed;

import io.culvert.http.HttpAnswer;
import io.culvert.http.HttpException;
import io.culvert.http.HttpNegotiation;
import io.culvert.http.HttpRequest;
import io.culvert.net.Connection;
import io.culvert.proxy.Command;
import io.culvert.proxy.Exchange;
import io.culvert.socks.ReplyCode;
import java.io.IOException;

/** A client that takes this for an HTTP proxy, which it is: CONNECT, and http:// requests. */
final class Http {
  private static final byte[] NOTHING = {};

  private Http() {}

  static Exchange negotiate(NegotiatingClient client) throws IOException {
    Connection connection = client.connection();
    try {
      return switch (HttpNegotiation.readRequest(connection.input(), client.authenticator())) {
        case HttpRequest.Connect connect ->
            client.exchange(
                Command.CONNECT,
                connect.destination(),
                new ClientExchange.Client(connection),
                (code, bound) -> answer(connect, code, HttpAnswer.established()));
        case HttpRequest.Forward forward ->
            client.exchange(
                Command.CONNECT,
                forward.destination(),
                new ClientExchange.Client(new ForwardedRequest(connection, forward)),
                (code, bound) -> answer(forward, code, NOTHING));
      };
    } catch (HttpException e) {
      throw Refusal.of(e);
    }
  }

  private static byte[] answer(HttpRequest request, ReplyCode code, byte[] success) {
    return code.succeeded() ? success : request.answer(HttpAnswer.of(code));
  }
}
