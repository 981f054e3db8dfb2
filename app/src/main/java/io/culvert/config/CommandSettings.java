package io.culvert.config;

import java.time.Duration;

/**
 * Which commands beside CONNECT a server obeys. Immutable.
 *
 * @param udp UDP ASSOCIATE
 * @param bind BIND
 * @param bindTimeout how long BIND waits for its peer
 */
public record CommandSettings(boolean udp, boolean bind, Duration bindTimeout) {

  static CommandSettings of(Configuration configuration) {
    return new CommandSettings(
        configuration.get(Keys.UDP_ENABLED),
        configuration.get(Keys.BIND_ENABLED),
        configuration.get(Keys.LIMITS_BIND_TIMEOUT));
  }
}
