package io.culvert.kerberos;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

/** A user whom a {@link Kdc} has given a ticket, as the JDK's own GSS-API sees one. */
public final class KerberosUser {
  private final Subject subject;

  private KerberosUser(Subject subject) {
    this.subject = subject;
  }

  /** Logs in; the whole process then knows this realm only. */
  public static KerberosUser login(Kdc kdc, String name) throws Exception {
    System.setProperty("java.security.krb5.conf", kdc.krb5Conf().toString());
    var subject = new Subject();
    new LoginContext("test", subject, callbacks -> answer(callbacks, name), configuration())
        .login();
    return new KerberosUser(subject);
  }

  private static void answer(Callback[] callbacks, String name) {
    for (Callback callback : callbacks) {
      if (callback instanceof NameCallback asked) {
        asked.setName(name);
      } else if (callback instanceof PasswordCallback asked) {
        asked.setPassword(name.toCharArray());
      }
    }
  }

  private static Configuration configuration() {
    var module =
        new AppConfigurationEntry(
            "com.sun.security.auth.module.Krb5LoginModule",
            LoginModuleControlFlag.REQUIRED,
            Map.of("refreshKrb5Config", "true", "useTicketCache", "false"));
    return new Configuration() {
      @Override
      public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
        return new AppConfigurationEntry[] {module};
      }
    };
  }

  /**
   * @param service such as {@code rcmd@localhost}
   */
  public GSSContext newContext(String service) throws Exception {
    return as(() -> {
      GSSManager manager = GSSManager.getInstance();
      var kerberos = new Oid("1.2.840.113554.1.2.2");
      GSSName name = manager.createName(service, GSSName.NT_HOSTBASED_SERVICE);
      GSSCredential mine =
          manager.createCredential(
              null, GSSCredential.DEFAULT_LIFETIME, kerberos, GSSCredential.INITIATE_ONLY);
      GSSContext context = manager.createContext(name, kerberos, mine, GSSContext.DEFAULT_LIFETIME);
      context.requestMutualAuth(true);
      return context;
    });
  }

  /** One step of the context negotiation. */
  public byte[] step(GSSContext context, byte[] token) throws Exception {
    return as(() -> context.initSecContext(token, 0, token.length));
  }

  private <T> T as(Callable<T> action) throws Exception {
    try {
      return Subject.callAs(subject, action);
    } catch (CompletionException e) {
      if (e.getCause() instanceof GSSException gss) {
        throw gss;
      }
      throw e;
    }
  }
}
