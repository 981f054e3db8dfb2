package io.culvert.config;

import java.time.Duration;

/**
 * The limits that both roles share. Immutable.
 *
 * @param connections most connections served at once
 * @param handshakeTimeout longest tunnel handshake
 * @param connectTimeout longest connection attempt
 * @param idleTimeout longest silence of a stream
 * @param udp the limits of UDP associations
 * @param drainTimeout how long streams may go on after a request to stop
 */
public record LimitSettings(
    int connections,
    Duration handshakeTimeout,
    Duration connectTimeout,
    Duration idleTimeout,
    Udp udp,
    Duration drainTimeout) {

  /**
   * @param associations most of them at once
   * @param idleTimeout longest silence of one
   */
  public record Udp(int associations, Duration idleTimeout) {}

  static LimitSettings of(Configuration configuration) {
    return new LimitSettings(
        configuration.get(Keys.LIMITS_CONNECTIONS),
        configuration.get(Keys.LIMITS_HANDSHAKE_TIMEOUT),
        configuration.get(Keys.LIMITS_CONNECT_TIMEOUT),
        configuration.get(Keys.LIMITS_IDLE_TIMEOUT),
        new Udp(
            configuration.get(Keys.LIMITS_UDP_ASSOCIATIONS),
            configuration.get(Keys.LIMITS_UDP_IDLE_TIMEOUT)),
        configuration.get(Keys.LIMITS_DRAIN_TIMEOUT));
  }
}
