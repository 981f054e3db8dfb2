package io.culvert.assembly;

import io.culvert.auth.CredentialException;
import io.culvert.auth.KeytabFile;
import io.culvert.auth.PasswordFile;
import io.culvert.auth.gss.AcceptorSettings;
import io.culvert.config.ConfigurationException;
import io.culvert.config.GssapiSettings;
import io.culvert.config.NegotiationSettings;
import io.culvert.identity.Principal;
import io.culvert.runtime.Task;
import io.culvert.socks.Authenticator;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The clients that may use a local. Immutable.
 *
 * @param passwords returns the authenticator for clients of a host
 * @param gssapi the settings for clients with a Kerberos ticket; empty if GSSAPI is not offered
 * @param rehearsal makes the first login quick; for a thread of its own
 */
public record ClientCredentials(
    Function<InetAddress, Authenticator> passwords,
    Optional<AcceptorSettings> gssapi,
    Task rehearsal) {
  /** Every client may use the local. */
  public static final ClientCredentials NONE =
      withoutPasswords(Authenticator.NONE, Optional.empty());

  /** Everybody may, with any name and password too. */
  private static final ClientCredentials IGNORED =
      withoutPasswords(Authenticator.ANY_CREDENTIALS, Optional.empty());

  /** Reads the files that the settings name. */
  public static ClientCredentials read(NegotiationSettings settings)
      throws ConfigurationException, CredentialException {
    Optional<AcceptorSettings> gssapi =
        settings.gssapi().isPresent()
            ? Optional.of(acceptor(settings.gssapi().get()))
            : Optional.empty();
    if (settings.usersFile().isPresent()) {
      PasswordFile users = PasswordFile.read(NamedFiles.existing(settings.usersFile().get()));
      return new ClientCredentials(users::forClientsOf, gssapi, users::rehearse);
    }
    if (gssapi.isPresent()) {
      return withoutPasswords(Authenticator.NOBODY, gssapi);
    }
    return settings.ignoreCredentials() ? IGNORED : NONE;
  }

  /** Every client meets the same authenticator. */
  public static ClientCredentials withoutPasswords(
      Authenticator authenticator, Optional<AcceptorSettings> gssapi) {
    return new ClientCredentials(host -> authenticator, gssapi, () -> {});
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
