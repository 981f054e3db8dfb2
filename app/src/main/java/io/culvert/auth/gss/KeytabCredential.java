package io.culvert.auth.gss;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSManager;

/**
 * The right to accept contexts with the keys of a keytab. The file is looked at again when it has
 * changed, so that keys can be renewed under a running program; no KDC is ever asked.
 */
final class KeytabCredential {
  private KeytabCredential() {}

  /**
   * @throws IOException if the platform has no Kerberos, or refuses the keys
   */
  static GSSCredential load(GSSManager manager, AcceptorSettings settings) throws IOException {
    try {
      return Subject.callAs(
          subject(settings),
          () ->
              manager.createCredential(
                  null,
                  GSSCredential.INDEFINITE_LIFETIME,
                  SecurityContext.KERBEROS,
                  GSSCredential.ACCEPT_ONLY));
    } catch (CompletionException e) {
      throw new IOException("no credential from " + settings.keytab(), e.getCause());
    }
  }

  /** What a JAAS login would make of a keytab, without its configuration. */
  private static Subject subject(AcceptorSettings settings) {
    Path file = settings.keytab();
    var subject = new Subject();
    if (settings.service().isEmpty()) {
      subject.getPrivateCredentials().add(KeyTab.getUnboundInstance(file.toFile()));
    } else {
      var service = new KerberosPrincipal(settings.service().get().toString());
      subject.getPrincipals().add(service);
      subject.getPrivateCredentials().add(KeyTab.getInstance(service, file.toFile()));
    }
    return subject;
  }
}
