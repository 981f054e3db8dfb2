package io.culvert.config;

import io.culvert.address.HostPort;

/**
 * Everything a local needs but its secrets. Immutable.
 *
 * @param listen where SOCKS clients connect to
 * @param negotiation what is asked of SOCKS clients
 * @param optimistic whether clients are told yes before the server has answered
 * @param tunnel the tunnel connections
 * @param limits the limits shared by both roles
 * @param log what is logged
 * @param metrics where the meters can be read
 * @param runtime how the program runs
 */
public record LocalSettings(
    HostPort listen,
    NegotiationSettings negotiation,
    boolean optimistic,
    TunnelSettings tunnel,
    LimitSettings limits,
    LogSettings log,
    MetricsSettings metrics,
    RuntimeSettings runtime) {

  /** Takes a configuration apart. */
  public static LocalSettings of(Configuration configuration) throws ConfigurationException {
    return new LocalSettings(
        configuration.get(Keys.LOCAL_LISTEN),
        NegotiationSettings.of(configuration),
        configuration.get(Keys.OPTIMISTIC),
        TunnelSettings.of(configuration),
        LimitSettings.of(configuration),
        LogSettings.of(configuration),
        MetricsSettings.of(configuration),
        RuntimeSettings.of(configuration));
  }
}
