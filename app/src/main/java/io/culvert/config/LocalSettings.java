package io.culvert.config;

import io.culvert.address.HostPort;

/**
 * Everything a local needs. Immutable.
 *
 * @param listen where SOCKS clients connect to
 * @param link the server, and who this local is to it
 * @param negotiation what is asked of SOCKS clients
 * @param optimistic whether clients are told yes before the server has answered
 * @param tunnel the tunnel connections
 * @param limits the limits shared by both roles
 * @param log what is logged
 * @param metrics where the meters can be read
 */
public record LocalSettings(
    HostPort listen,
    Link link,
    NegotiationSettings negotiation,
    boolean optimistic,
    TunnelSettings tunnel,
    LimitSettings limits,
    LogSettings log,
    MetricsSettings metrics) {

  /** Takes a configuration apart and reads the files that it names. */
  public static LocalSettings of(Configuration configuration) throws ConfigurationException {
    Link link =
        LinkSource.find(configuration)
            .orElseThrow(() ->
                ConfigurationException.of(
                    "`culvert local` needs a link",
                    "culvert local LINK, or --link-file FILE: the link is the line that `culvert init` printed on the server"));
    return of(configuration, link);
  }

  /** The same with a link from elsewhere. */
  public static LocalSettings of(Configuration configuration, Link link)
      throws ConfigurationException {
    return new LocalSettings(
        configuration.get(Keys.LOCAL_LISTEN),
        link,
        NegotiationSettings.of(configuration),
        configuration.get(Keys.OPTIMISTIC),
        TunnelSettings.of(configuration),
        LimitSettings.of(configuration),
        LogSettings.of(configuration),
        MetricsSettings.of(configuration));
  }

  /** Checks everything; a link may still be missing, but not wrong. */
  public static void check(Configuration configuration) throws ConfigurationException {
    LinkSource.find(configuration);
    NegotiationSettings.of(configuration);
    TunnelSettings.of(configuration);
  }
}
