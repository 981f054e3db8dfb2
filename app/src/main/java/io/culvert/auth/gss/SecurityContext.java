package io.culvert.auth.gss;

import io.culvert.identity.Principal;
import io.culvert.socks.GssapiException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;

/**
 * One client's context, with the failures of the JDK's as the client's. Nothing here blocks. One
 * thread may wrap while another unwraps.
 *
 * <p>The JDK remembers the authenticators that it has seen for as long as they are valid, in memory
 * ({@code sun.security.krb5.rcache} unset): a first token that somebody recorded is refused. It
 * would keep them over a restart in a file, but to read and lock one at every connection, within a
 * monitor, is no work for virtual threads.
 */
final class SecurityContext {
  /** Kerberos 5, RFC 1964 section 1. */
  static final Oid KERBEROS = oid("1.2.840.113554.1.2.2");

  private static final int DEFAULT_QOP = 0;

  private final GSSContext context;

  SecurityContext(GSSContext context) {
    this.context = context;
  }

  private static Oid oid(String text) {
    try {
      return new Oid(text);
    } catch (GSSException e) {
      throw new IllegalStateException(e);
    }
  }

  @FunctionalInterface
  private interface Call<T> {
    T call() throws GSSException;
  }

  private static <T> T attempt(String step, Call<T> call) throws GssapiException {
    try {
      return call.call();
    } catch (GSSException e) {
      throw new GssapiException(step + ": " + e.getMajorString(), e);
    } catch (RuntimeException e) {
      // A name of another form than NAME@REALM, or what the JDK's parsers throw at what a client
      // made up: neither is a mistake of this program.
      throw new GssapiException(step + ": cannot be understood", e);
    }
  }

  /** Takes the client's token and returns the answer, which may be empty. */
  byte[] accept(byte[] token) throws GssapiException {
    byte[] answer =
        attempt("authentication", () -> context.acceptSecContext(token, 0, token.length));
    return answer == null ? new byte[0] : answer;
  }

  boolean isEstablished() {
    return context.isEstablished();
  }

  /** The client, as the KDC calls it. */
  Principal client() throws GssapiException {
    return attempt("the client's name", () -> Principal.parse(context.getSrcName().toString()));
  }

  /** The service that the client has its ticket for. */
  Principal service() throws GssapiException {
    return attempt("the service's name", () -> Principal.parse(context.getTargName().toString()));
  }

  /** Whether messages can be protected against change, repetition and loss. */
  boolean protectsIntegrity() {
    return context.getIntegState()
        && (context.getReplayDetState() || context.getSequenceDetState());
  }

  boolean protectsConfidentiality() {
    return protectsIntegrity() && context.getConfState();
  }

  /** The most octets of which {@link #wrap} makes a token of at most {@code tokenLength}. */
  int wrapSizeLimit(boolean confidential, int tokenLength) throws GssapiException {
    return attempt(
        "size limit", () -> context.getWrapSizeLimit(DEFAULT_QOP, confidential, tokenLength));
  }

  byte[] wrap(byte[] octets, int offset, int length, boolean confidential) throws GssapiException {
    var quality = new MessageProp(DEFAULT_QOP, confidential);
    return attempt("wrap", () -> context.wrap(octets, offset, length, quality));
  }

  /**
   * @param quality becomes what protected the message
   */
  byte[] unwrap(byte[] token, MessageProp quality) throws GssapiException {
    return attempt("unwrap", () -> context.unwrap(token, 0, token.length, quality));
  }

  /** For contexts that nobody uses any more. */
  void dispose() throws GssapiException {
    attempt(
        "dispose",
        () -> {
          context.dispose();
          return null;
        });
  }
}
