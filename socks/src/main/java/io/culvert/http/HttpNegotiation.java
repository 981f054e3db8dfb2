package io.culvert.http;

import io.culvert.socks.Authenticator;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A proxy's side of RFC 9110 section 11.7 with the Basic scheme. For one thread. */
public final class HttpNegotiation {
  private HttpNegotiation() {}

  /**
   * Blocks for one request's head, from a client that may ask.
   *
   * @throws HttpException with what to answer, if the head is wrong or the client may not
   */
  public static HttpRequest readRequest(InputStream in, Authenticator authenticator)
      throws IOException {
    HttpRequest request = HttpRequest.readFrom(in);
    boolean admitted = !authenticator.required() || verified(request, authenticator);
    request.credentials().ifPresent(given -> Arrays.fill(given.password(), (byte) 0));
    if (!admitted) {
      throw new HttpException.AuthenticationFailed(request);
    }
    return request;
  }

  private static boolean verified(HttpRequest request, Authenticator authenticator) {
    return request
        .credentials()
        .map(given -> authenticator.verify(given.user(), given.password()))
        .orElse(false);
  }
}
