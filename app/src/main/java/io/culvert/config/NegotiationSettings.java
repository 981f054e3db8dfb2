package io.culvert.config;

import io.culvert.address.HostPort;
import io.culvert.auth.PasswordFile;
import io.culvert.socks.Authenticator;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a local asks of its SOCKS clients before it serves them. Immutable.
 *
 * @param timeout longest negotiation, from accept to the end of the request
 * @param authenticators who may use the proxy from a host, with name and password or without
 * @param gssapi who may use it with a Kerberos ticket; empty if that is not offered
 */
public record NegotiationSettings(
    Duration timeout,
    Function<InetAddress, Authenticator> authenticators,
    Optional<GssapiSettings> gssapi) {

  static NegotiationSettings of(Configuration configuration) throws ConfigurationException {
    Optional<GssapiSettings> gssapi = GssapiSettings.of(configuration);
    Authenticator others = gssapi.isPresent() ? Authenticator.NOBODY : Authenticator.NONE;
    Function<InetAddress, Authenticator> authenticators = host -> others;
    if (configuration.find(Keys.AUTH_USERS_FILE).isPresent()) {
      authenticators =
          PasswordFile.read(configuration.requireFile(Keys.AUTH_USERS_FILE))::forClientsOf;
    } else if (gssapi.isEmpty()) {
      refuseOpenProxy(configuration);
    }
    return new NegotiationSettings(
        configuration.get(Keys.LIMITS_NEGOTIATION_TIMEOUT), authenticators, gssapi);
  }

  private static void refuseOpenProxy(Configuration configuration) throws ConfigurationException {
    HostPort listen = configuration.get(Keys.LOCAL_LISTEN);
    if (!listen.isLoopback()) {
      throw configuration.wrong(
          Keys.LOCAL_LISTEN,
          listen
              + " is not a loopback address, and without auth.users-file or auth.gssapi-keytab anybody there could use the proxy",
          "listen on 127.0.0.1:%d, or name users and passwords: culvert password NAME >> FILE, --auth.users-file FILE"
              .formatted(listen.port()));
    }
  }
}
