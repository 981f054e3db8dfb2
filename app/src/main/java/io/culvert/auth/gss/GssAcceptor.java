package io.culvert.auth.gss;

import io.culvert.identity.Principal;
import io.culvert.net.Connection;
import io.culvert.net.Encapsulation;
import io.culvert.runtime.Blocking;
import io.culvert.socks.GssapiException;
import io.culvert.socks.GssapiMessage;
import io.culvert.socks.ProtectionLevel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;

/**
 * Authenticates clients by RFC 1961. The service's own key verifies a Kerberos ticket without a
 * KDC, so that only the client is waited for. Delegated credentials are ignored. Thread-safe.
 */
public final class GssAcceptor {
  /** The most tokens that a client may send. Kerberos needs one or two. */
  private static final int MAX_ROUNDS = 4;

  private final GSSManager manager = GSSManager.getInstance();
  private final Blocking tokens = Blocking.ofCores("gssapi token");
  private final GSSCredential credential;
  private final AcceptorSettings settings;

  private GssAcceptor(AcceptorSettings settings) throws IOException {
    this.settings = settings;
    this.credential = KeytabCredential.load(manager, settings);
  }

  /**
   * @throws IOException if the keytab's keys cannot be used
   */
  public static GssAcceptor of(AcceptorSettings settings) throws IOException {
    return new GssAcceptor(settings);
  }

  /**
   * Blocks until the client is authenticated and the protection level is agreed. The deadline of
   * {@code client} limits the wait.
   *
   * @throws GssapiException if the client is not authenticated or may not use this proxy; carries
   *     the answer
   */
  public GssSession accept(Connection client) throws IOException {
    InputStream in = client.input();
    OutputStream out = client.output();
    SecurityContext context = newContext();
    Principal principal = establish(context, in, out);
    ProtectionLevel level =
        new ProtectionAgreement(context, settings.protection()).negotiate(in, out);
    if (level.equals(ProtectionLevel.NONE)) {
      context.dispose();
      return new GssSession(principal, client, Encapsulation.NONE);
    }
    var protection = new Protection(context, level);
    return new GssSession(
        principal, new ProtectedConnection(client, protection), new ProtectedMessages(protection));
  }

  private SecurityContext newContext() throws GssapiException {
    try {
      return new SecurityContext(manager.createContext(credential));
    } catch (GSSException e) {
      throw new GssapiException("no context", e);
    }
  }

  /**
   * Authorises the client before the last token is sent, so that a client without permission gets
   * an abort in its place.
   */
  private Principal establish(SecurityContext context, InputStream in, OutputStream out)
      throws IOException {
    for (int round = 0; round < MAX_ROUNDS; round++) {
      byte[] answer = answer(context, token(in));
      boolean established = context.isEstablished();
      if (established) {
        authorise(context);
      }
      out.write(new GssapiMessage.Authentication(answer).octets());
      if (established) {
        return context.client();
      }
    }
    throw new GssapiException("no context after " + MAX_ROUNDS + " tokens");
  }

  /**
   * Runs on a platform thread: the JDK may read the keytab again, and the cryptography is
   * CPU-bound.
   */
  private byte[] answer(SecurityContext context, byte[] token) throws GssapiException {
    try {
      return tokens.call(() -> context.accept(token));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GssapiException("interrupted", e);
    }
  }

  private static byte[] token(InputStream in) throws IOException {
    GssapiMessage message = GssapiMessage.readFrom(in);
    if (message instanceof GssapiMessage.Authentication authentication) {
      return authentication.token();
    }
    throw new GssapiException("MTYP is 01, not %02x".formatted(message.mtyp()));
  }

  private void authorise(SecurityContext context) throws GssapiException {
    if (!settings.permits(context.client(), context.service().realm())) {
      throw new GssapiException("the client's principal is not allowed");
    }
  }
}
