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
 * The credential that accepts contexts with the keys of a keytab. The JDK reads the file again
 * after it has changed, so that keys can be renewed without a restart. No KDC is involved.
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

  /**
   * Returns the Subject that a JAAS login would create from the keytab, without JAAS configuration.
   */
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
