package io.culvert.config;

import io.culvert.address.HostPort;
import java.util.Optional;

/**
 * Where the meters can be read. Immutable.
 *
 * @param listen the address of the endpoint; empty for none
 */
public record MetricsSettings(Optional<HostPort> listen) {

  static MetricsSettings of(Configuration configuration) {
    return new MetricsSettings(configuration.find(Keys.METRICS_LISTEN));
  }
}
