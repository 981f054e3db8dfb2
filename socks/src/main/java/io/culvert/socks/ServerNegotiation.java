package io.culvert.socks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * The server's side of RFC 1928 section 3 and RFC 1929, and of SOCKS 4. Only a client that got
 * through it has an {@link Authenticated}, and only that can read a request. For one thread.
 */
public final class ServerNegotiation {
  private ServerNegotiation() {}

  /**
   * Blocks until the client has authenticated by the first of these methods that it offers.
   *
   * @throws SocksException with what to answer, if it offers none of them
   * @throws IOException as the method does, if the client has not got through it
   */
  public static Authenticated negotiate(
      InputStream in, OutputStream out, List<AuthenticationMethod> methods) throws IOException {
    var offered = MethodSelectionRequest.readFrom(in).methods();
    AuthenticationMethod selected =
        methods.stream()
            .filter(method -> offered.contains(method.method()))
            .findFirst()
            .orElseThrow(() -> new SocksException.NoAcceptableMethods(offered));
    out.write(new MethodSelectionReply(selected.method()).octets());
    return new Authenticated(selected.authenticate(in, out));
  }

  /**
   * Blocks for a request of version 4, which has no authentication: where that is required, every
   * request is refused.
   *
   * @throws SocksException with what to answer
   */
  public static Socks4Request readVersion4(InputStream in, Authenticator authenticator)
      throws IOException {
    Socks4Request request = Socks4Request.readFrom(in);
    if (authenticator.required()) {
      throw new SocksException.AuthenticationFailed(
          "version 4 cannot authenticate", Socks4ReplyCode.USERID_NOT_CONFIRMED);
    }
    return request;
  }

  /** A client that may ask for something. */
  public static final class Authenticated {
    private final InputStream in;

    private Authenticated(InputStream in) {
      this.in = in;
    }

    /** Blocks for the request. */
    public Request readRequest() throws IOException {
      return Request.readFrom(in);
    }
  }
}
