package io.culvert.config;

import io.culvert.address.HostPort;
import io.culvert.auth.ServerKeyFile;
import io.culvert.auth.Users;
import io.culvert.auth.UsersFile;
import io.culvert.crypto.ServerKeyPair;

/**
 * Everything a server needs. Immutable.
 *
 * @param listen where locals connect to
 * @param keyPair the server's static keys
 * @param users who may use the server
 * @param strangers what happens to everybody else
 * @param targets which targets users may reach
 * @param commands what users may ask for beside CONNECT
 * @param dns how target names are looked up
 * @param limits the limits shared by both roles
 * @param log what is logged
 * @param metrics where the meters can be read
 */
public record ServerSettings(
    HostPort listen,
    ServerKeyPair keyPair,
    Users users,
    StrangerSettings strangers,
    TargetSettings targets,
    CommandSettings commands,
    DnsSettings dns,
    LimitSettings limits,
    LogSettings log,
    MetricsSettings metrics) {

  /** Takes a configuration apart and reads the key files that it names. */
  public static ServerSettings of(Configuration configuration) throws ConfigurationException {
    ServerKeyPair keyPair = ServerKeyFile.read(configuration.requireFile(Keys.KEY_FILE));
    return of(configuration, keyPair, UsersFile.read(configuration.requireFile(Keys.USERS_FILE)));
  }

  /** The same with keys and users from elsewhere. */
  public static ServerSettings of(Configuration configuration, ServerKeyPair keyPair, Users users) {
    return new ServerSettings(
        configuration.get(Keys.SERVER_LISTEN),
        keyPair,
        users,
        StrangerSettings.of(configuration),
        TargetSettings.of(configuration),
        CommandSettings.of(configuration),
        DnsSettings.of(configuration),
        LimitSettings.of(configuration),
        LogSettings.of(configuration),
        MetricsSettings.of(configuration));
  }
}
