package io.culvert.local;

import io.culvert.auth.gss.GssAcceptor;
import io.culvert.auth.gss.GssSession;
import io.culvert.metrics.CloseReason;
import io.culvert.net.Connection;
import io.culvert.net.Encapsulation;
import io.culvert.net.TcpConnection;
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

/**
 * One SOCKS version 5 client's way to its request, RFC 1928, 1929 and 1961. For the client's
 * thread.
 */
final class Socks5 {
  private final TcpConnection client;
  private final List<AuthenticationMethod> methods = new ArrayList<>();
  private Connection connection;
  private Encapsulation encapsulation = Encapsulation.NONE;

  Socks5(TcpConnection client) {
    this.client = client;
    this.connection = client;
  }

  /** Offers methods: what comes first is preferred. */
  void offer(List<AuthenticationMethod> more) {
    methods.addAll(more);
  }

  void offerGssapi(GssAcceptor acceptor) {
    methods.add(new Gssapi(acceptor));
  }

  /**
   * Blocks for the request.
   *
   * @throws Refusal with what to answer, if the client may not have one
   */
  ClientRequest negotiate() throws IOException {
    try {
      Request request =
          ServerNegotiation.negotiate(client.input(), client.output(), methods).readRequest();
      return new ClientRequest(
          request.command(),
          request.destination(),
          connection,
          encapsulation,
          (code, bound) -> new Reply(code, bound).octets());
    } catch (SocksException e) {
      throw Refusal.of(e, encapsulation);
    } catch (GssapiException e) {
      throw new Refusal(e.answer(), CloseReason.AUTHENTICATION_FAILED, e);
    }
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
      GssSession session = acceptor.accept(client);
      connection = session.connection();
      encapsulation = session.encapsulation();
      return connection.input();
    }
  }
}
