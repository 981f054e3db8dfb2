package io.culvert.config;

import io.culvert.address.HostPort;
import java.util.Optional;

/**
 * Where the meters can be read. Immutable.
 *
 * @param listen the address of the endpoint; empty for none
 * @param users whether they show each user's traffic
 */
public record MetricsSettings(Optional<HostPort> listen, boolean users) {

  static MetricsSettings of(Configuration configuration) {
    return new MetricsSettings(
        configuration.find(Keys.METRICS_LISTEN), configuration.get(Keys.METRICS_USERS));
  }
}
