package io.culvert.local;

import io.culvert.http.HttpAnswer;
import io.culvert.http.HttpException;
import io.culvert.http.HttpNegotiation;
import io.culvert.http.HttpRequest;
import io.culvert.net.TcpConnection;
import io.culvert.socks.Authenticator;
import io.culvert.socks.Command;
import io.culvert.socks.ReplyCode;
import java.io.IOException;

/** A client that takes this for an HTTP proxy, which it is: CONNECT, and http:// requests. */
final class Http {
  private static final byte[] NOTHING = {};

  private Http() {}

  static ClientRequest negotiate(TcpConnection client, Authenticator authenticator)
      throws IOException {
    try {
      return switch (HttpNegotiation.readRequest(client.input(), authenticator)) {
        case HttpRequest.Connect connect ->
            new ClientRequest(
                Command.CONNECT,
                connect.destination(),
                client,
                (code, bound) -> answer(connect, code, HttpAnswer.established()));
        case HttpRequest.Forward forward ->
            new ClientRequest(
                Command.CONNECT,
                forward.destination(),
                new ForwardedRequest(client, forward),
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
