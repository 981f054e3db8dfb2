package io.culvert.socks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The server's side of RFC 1928 section 3 and RFC 1929, and of SOCKS 4. Only a client that got
 * through it has an {@link Authenticated}, and only that can read a request. For one thread.
 */
public final class ServerNegotiation {
  private ServerNegotiation() {}

  /**
   * Blocks until the client has authenticated as {@code authenticator} demands.
   *
   * @throws SocksException with what to answer, if it has not
   */
  public static Authenticated negotiate(
      InputStream in, OutputStream out, Authenticator authenticator) throws IOException {
    var offered = MethodSelectionRequest.readFrom(in);
    Method wanted =
        authenticator.required() ? Method.USERNAME_PASSWORD : Method.NO_AUTHENTICATION_REQUIRED;
    if (!offered.methods().contains(wanted)) {
      throw new SocksException.NoAcceptableMethods();
    }
    out.write(new MethodSelectionReply(wanted).octets());
    if (authenticator.required()) {
      authenticate(in, out, authenticator);
    }
    return new Authenticated(in);
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

  private static void authenticate(InputStream in, OutputStream out, Authenticator authenticator)
      throws IOException {
    var request = UsernamePasswordRequest.readFrom(in);
    boolean verified =
        authenticator.verify(new String(request.uname(), StandardCharsets.UTF_8), request.passwd());
    Arrays.fill(request.passwd(), (byte) 0);
    if (!verified) {
      throw new SocksException.AuthenticationFailed("wrong user name or password");
    }
    out.write(UsernamePasswordReply.SUCCESS.octets());
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
