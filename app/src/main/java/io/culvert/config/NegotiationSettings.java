package io.culvert.config;

import io.culvert.socks.Authenticator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a local asks of its SOCKS clients before it serves them. Immutable.
 *
 * @param timeout longest negotiation, from accept to the end of the request
 * @param authenticator who may use the proxy
 */
public record NegotiationSettings(Duration timeout, Authenticator authenticator) {

  static NegotiationSettings of(Configuration configuration) throws ConfigurationException {
    Duration timeout = configuration.get(Keys.LIMITS_NEGOTIATION_TIMEOUT);
    Optional<Path> users = configuration.find(Keys.AUTH_USERS_FILE);
    if (users.isPresent()) {
      return new NegotiationSettings(
          timeout, PasswordFile.read(configuration.requireFile(Keys.AUTH_USERS_FILE)));
    }
    refuseOpenProxy(configuration);
    return new NegotiationSettings(timeout, Authenticator.NONE);
  }

  private static void refuseOpenProxy(Configuration configuration) throws ConfigurationException {
    HostPort listen = configuration.get(Keys.LOCAL_LISTEN);
    if (!listen.isLoopback()) {
      throw configuration.wrong(
          Keys.LOCAL_LISTEN,
          listen
              + " is not a loopback address, and without auth.users-file anybody there could use the proxy",
          "listen on 127.0.0.1:%d, or name users and passwords: culvert password NAME >> FILE, --auth.users-file FILE"
              .formatted(listen.port()));
    }
  }
}
