package io.culvert.inbound.mixed;

import io.culvert.auth.gss.GssAcceptor;
import io.culvert.auth.gss.GssSession;
import io.culvert.net.Connection;
import io.culvert.proxy.CloseReason;
import io.culvert.proxy.Command;
import io.culvert.proxy.Exchange;
import io.culvert.socks.AuthenticationMethod;
import io.culvert.socks.GssapiException;
import io.culvert.socks.Method;
import io.culvert.socks.Reply;
import io.culvert.socks.Request;
import io.culvert.socks.ServerNegotiation;
import io.culvert.socks.SocksException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One SOCKS version 5 client's way to its request, RFC 1928, 1929 and 1961. For the client's
 * thread.
 */
final class Socks5 {
  private final NegotiatingClient client;
  private final CredentialsHint hint;
  private final List<AuthenticationMethod> methods = new ArrayList<>();
  private ClientExchange.Client protectedClient;

  /**
   * @param gssapi preferred to the other methods, where it is offered
   * @param hint told of refusals
   */
  Socks5(NegotiatingClient client, Optional<GssAcceptor> gssapi, CredentialsHint hint) {
    this.client = client;
    this.hint = hint;
    this.protectedClient = new ClientExchange.Client(client.connection());
    gssapi.ifPresent(acceptor -> methods.add(new Gssapi(acceptor)));
    methods.addAll(AuthenticationMethod.of(client.authenticator()));
  }

  /**
   * Blocks for the request.
   *
   * @throws Refusal with what to answer, if the client may not have one
   */
  Exchange negotiate() throws IOException {
    Connection connection = client.connection();
    try {
      Request request =
          ServerNegotiation.negotiate(connection.input(), connection.output(), methods)
              .readRequest();
      return client.exchange(
          command(request),
          request.destination(),
          protectedClient,
          ClientExchange.Answers.inSocks((code, bound) -> new Reply(code, bound).octets()));
    } catch (SocksException e) {
      hint.refused(e, client.authenticator());
      throw Refusal.of(e, protectedClient.encapsulation());
    } catch (GssapiException e) {
      throw new Refusal(e.answer(), CloseReason.AUTHENTICATION_FAILED, e);
    }
  }

  private static Command command(Request request) throws SocksException {
    int code = request.command().code();
    return Commands.of(request.command())
        .orElseThrow(() -> new SocksException.CommandNotSupported(code));
  }

  /** After it, everything to and from the client may be protected. */
  private final class Gssapi implements AuthenticationMethod {
    private final GssAcceptor acceptor;

    Gssapi(GssAcceptor acceptor) {
      this.acceptor = acceptor;
    }

    @Override
    public Method method() {
      return Method.GSSAPI;
    }

    @Override
    public InputStream authenticate(InputStream in, OutputStream out) throws IOException {
      GssSession session = acceptor.accept(client.connection());
      client.identify(session.client().toString());
      protectedClient = new ClientExchange.Client(session.connection(), session.encapsulation());
      return session.connection().input();
    }
  }
}
