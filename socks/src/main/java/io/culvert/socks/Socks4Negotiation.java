package io.culvert.socks;

import java.io.IOException;
import java.io.InputStream;

/** The server's side of version 4, which is one request. For one thread. */
public final class Socks4Negotiation {
  private Socks4Negotiation() {}

  /**
   * Blocks for the request of a client that may ask. Version 4 has no password, and a USERID that
   * nobody verifies proves nothing.
   *
   * @throws SocksException with what to answer, if the request is wrong or clients must
   *     authenticate
   */
  public static Socks4Request readRequest(InputStream in, Authenticator authenticator)
      throws IOException {
    var request = Socks4Request.readFrom(in);
    if (authenticator.required()) {
      throw new SocksException.AuthenticationFailed(
          "version 4 cannot authenticate", Socks4ReplyCode.USERID_NOT_CONFIRMED);
    }
    return request;
  }
}
