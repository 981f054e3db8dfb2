package io.culvert.config;

import io.culvert.address.HostPort;
import java.time.Duration;
import java.util.Optional;

/**
 * How a local authenticates its clients before it serves them. Immutable.
 *
 * @param timeout the longest time from accept to the end of the request
 * @param usersFile the users with passwords; empty if password authentication is not offered
 * @param ignoreCredentials whether any user name and password are accepted; false if clients must
 *     authenticate
 * @param gssapi the settings for clients with a Kerberos ticket; empty if GSSAPI is not offered
 */
public record NegotiationSettings(
    Duration timeout,
    Optional<NamedFile> usersFile,
    boolean ignoreCredentials,
    Optional<GssapiSettings> gssapi) {

  static NegotiationSettings of(Configuration configuration) throws ConfigurationException {
    var settings =
        new NegotiationSettings(
            configuration.get(LocalKeys.LIMITS_NEGOTIATION_TIMEOUT),
            configuration.findFile(LocalKeys.AUTH_USERS_FILE),
            configuration.get(LocalKeys.AUTH_IGNORE_CREDENTIALS),
            GssapiSettings.of(configuration));
    if (settings.usersFile().isEmpty() && settings.gssapi().isEmpty()) {
      refuseOpenProxy(configuration);
    } else if (settings.ignoreCredentials()) {
      throw configuration.wrong(
          LocalKeys.AUTH_IGNORE_CREDENTIALS,
          "credentials cannot be both required and ignored",
          "leave out either this key or auth.users-file and auth.gssapi-keytab");
    }
    return settings;
  }

  private static void refuseOpenProxy(Configuration configuration) throws ConfigurationException {
    HostPort listen = configuration.get(LocalKeys.LOCAL_LISTEN);
    if (!listen.isLoopback()) {
      throw configuration.wrong(
          LocalKeys.LOCAL_LISTEN,
          listen
              + " is not a loopback address, and without auth.users-file or auth.gssapi-keytab anybody there could use the proxy",
          "listen on 127.0.0.1:%d, or name users and passwords: culvert password NAME >> FILE, --auth.users-file FILE"
              .formatted(listen.port()));
    }
  }
}
