package io.culvert.config;

import io.culvert.address.HostPort;
import java.util.List;
import java.util.Optional;

/**
 * The settings of the metrics endpoint. Immutable.
 *
 * @param listen the address of the endpoint; empty if there is none
 * @param hosts the names by which the endpoint may be asked, besides IP addresses and localhost
 * @param users whether the endpoint shows the traffic of each user
 */
public record MetricsSettings(Optional<HostPort> listen, List<String> hosts, boolean users) {

  static MetricsSettings of(Configuration configuration) {
    return new MetricsSettings(
        configuration.find(SharedKeys.METRICS_LISTEN),
        configuration.get(SharedKeys.METRICS_HOSTS),
        configuration.get(SharedKeys.METRICS_USERS));
  }
}
