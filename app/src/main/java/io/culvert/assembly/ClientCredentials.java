package io.culvert.assembly;

import io.culvert.auth.CredentialException;
import io.culvert.auth.KeytabFile;
import io.culvert.auth.PasswordFile;
import io.culvert.auth.gss.AcceptorSettings;
import io.culvert.config.ConfigurationException;
import io.culvert.config.GssapiSettings;
import io.culvert.config.NegotiationSettings;
import io.culvert.identity.Principal;
import io.culvert.socks.Authenticator;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who may use a local. Immutable.
 *
 * @param passwords who may use it from a host, with a name and a password or without
 * @param gssapi who may use it with a Kerberos ticket; empty if that is not offered
 */
public record ClientCredentials(
    Function<InetAddress, Authenticator> passwords, Optional<AcceptorSettings> gssapi) {
  /** Everybody may. */
  public static final ClientCredentials NONE =
      new ClientCredentials(host -> Authenticator.NONE, Optional.empty());

  /** Opens the files. */
  public static ClientCredentials read(NegotiationSettings settings)
      throws ConfigurationException, CredentialException {
    Optional<AcceptorSettings> gssapi =
        settings.gssapi().isPresent()
            ? Optional.of(acceptor(settings.gssapi().get()))
            : Optional.empty();
    if (settings.usersFile().isPresent()) {
      Path users = NamedFiles.existing(settings.usersFile().get());
      return new ClientCredentials(PasswordFile.read(users)::forClientsOf, gssapi);
    }
    return gssapi.isPresent() ? new ClientCredentials(host -> Authenticator.NOBODY, gssapi) : NONE;
  }

  private static AcceptorSettings acceptor(GssapiSettings settings)
      throws ConfigurationException, CredentialException {
    Path keytab = NamedFiles.existing(settings.keytab());
    Optional<Principal> service = settings.principal();
    KeytabFile.check(keytab);
    if (service.isPresent()) {
      KeytabFile.checkKeyOf(keytab, service.get());
    }
    return new AcceptorSettings(keytab, service, settings.protection(), settings.users());
  }
}
