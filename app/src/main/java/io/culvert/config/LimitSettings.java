package io.culvert.config;

import java.time.Duration;

/**
 * The limits that both roles share. Immutable.
 *
 * @param connections most connections served at once
 * @param handshakeTimeout longest tunnel handshake
 * @param connectTimeout longest connection attempt
 * @param idleTimeout longest silence of a stream
 * @param drainTimeout how long streams may go on after a request to stop
 */
public record LimitSettings(
    int connections,
    Duration handshakeTimeout,
    Duration connectTimeout,
    Duration idleTimeout,
    Duration drainTimeout) {

  static LimitSettings of(Configuration configuration) {
    return new LimitSettings(
        configuration.get(Keys.LIMITS_CONNECTIONS),
        configuration.get(Keys.LIMITS_HANDSHAKE_TIMEOUT),
        configuration.get(Keys.LIMITS_CONNECT_TIMEOUT),
        configuration.get(Keys.LIMITS_IDLE_TIMEOUT),
        configuration.get(Keys.LIMITS_DRAIN_TIMEOUT));
  }
}
