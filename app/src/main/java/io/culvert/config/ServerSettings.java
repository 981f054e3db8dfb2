package io.culvert.config;

import io.culvert.address.HostPort;

/**
 * All settings of a server except its secrets. Immutable.
 *
 * @param listen where locals connect to
 * @param unauthenticated what happens to connections that do not authenticate
 * @param targets which targets users may reach
 * @param commands what users may ask for beside CONNECT
 * @param dns how target names are looked up
 * @param limits the limits shared by both roles
 * @param log what is logged
 * @param metrics where the meters can be read
 * @param runtime how the program runs
 */
public record ServerSettings(
    HostPort listen,
    UnauthenticatedSettings unauthenticated,
    TargetSettings targets,
    CommandSettings commands,
    DnsSettings dns,
    LimitSettings limits,
    LogSettings log,
    MetricsSettings metrics,
    RuntimeSettings runtime) {

  public static ServerSettings of(Configuration configuration) {
    return new ServerSettings(
        configuration.get(ServerKeys.SERVER_LISTEN),
        UnauthenticatedSettings.of(configuration),
        TargetSettings.of(configuration),
        CommandSettings.of(configuration),
        DnsSettings.of(configuration),
        LimitSettings.of(configuration),
        LogSettings.of(configuration),
        MetricsSettings.of(configuration),
        RuntimeSettings.of(configuration));
  }
}
