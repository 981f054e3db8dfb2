package io.culvert.config;

import io.culvert.address.HostPort;

/**
 * All settings of a local except its secrets. Immutable.
 *
 * @param listen the address that clients connect to
 * @param optimistic whether a client gets a positive reply before the server has answered
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

  public static LocalSettings of(Configuration configuration) throws ConfigurationException {
    return new LocalSettings(
        configuration.get(LocalKeys.LOCAL_LISTEN),
        NegotiationSettings.of(configuration),
        configuration.get(LocalKeys.OPTIMISTIC),
        TunnelSettings.of(configuration),
        LimitSettings.of(configuration),
        LogSettings.of(configuration),
        MetricsSettings.of(configuration),
        RuntimeSettings.of(configuration));
  }
}
