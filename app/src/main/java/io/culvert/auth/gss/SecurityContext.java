package io.culvert.auth.gss;

import io.culvert.identity.Principal;
import io.culvert.socks.GssapiException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;

/**
 * A client's GSS-API context. Failures of the JDK's context are reported as failures of the client.
 * No method blocks. One thread may wrap while another unwraps.
 *
 * <p>The JDK keeps the authenticators that it has seen in memory for as long as they are valid
 * ({@code sun.security.krb5.rcache} is unset), and refuses a replayed first token. A replay cache
 * in a file would survive a restart, but the JDK would read and lock the file at every connection
 * within a monitor, which blocks virtual threads.
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

  /** Processes the client's token and returns the answer, which may be empty. */
  byte[] accept(byte[] token) throws GssapiException {
    byte[] answer =
        attempt("authentication", () -> context.acceptSecContext(token, 0, token.length));
    return answer == null ? new byte[0] : answer;
  }

  boolean isEstablished() {
    return context.isEstablished();
  }

  /** The client's principal, as the KDC named it. */
  Principal client() throws GssapiException {
    return attempt("the client's name", () -> Principal.parse(context.getSrcName().toString()));
  }

  /** The service that the client's ticket is for. */
  Principal service() throws GssapiException {
    return attempt("the service's name", () -> Principal.parse(context.getTargName().toString()));
  }

  /** Whether the context can detect modified and repeated messages. */
  boolean protectsIntegrity() {
    return context.getIntegState()
        && (context.getReplayDetState() || context.getSequenceDetState());
  }

  boolean protectsConfidentiality() {
    return protectsIntegrity() && context.getConfState();
  }

  /**
   * The largest length for which {@link #wrap} returns a token of at most {@code tokenLength}
   * octets.
   */
  int wrapSizeLimit(boolean confidential, int tokenLength) throws GssapiException {
    return attempt(
        "size limit", () -> context.getWrapSizeLimit(DEFAULT_QOP, confidential, tokenLength));
  }

  byte[] wrap(byte[] octets, int offset, int length, boolean confidential) throws GssapiException {
    var quality = new MessageProp(DEFAULT_QOP, confidential);
    return attempt("wrap", () -> context.wrap(octets, offset, length, quality));
  }

  /**
   * @param quality receives the protection of the message
   */
  byte[] unwrap(byte[] token, MessageProp quality) throws GssapiException {
    return attempt("unwrap", () -> context.unwrap(token, 0, token.length, quality));
  }

  /** Releases the context, which must not be used afterwards. */
  void dispose() throws GssapiException {
    attempt(
        "dispose",
        () -> {
          context.dispose();
          return null;
        });
  }
}
