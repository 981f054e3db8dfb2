package io.culvert.config;

import java.time.Duration;

/**
 * The limits that both roles share. Immutable.
 *
 * @param connections how many connections are served at once
 * @param idleTimeout the longest time without a byte on a stream
 * @param drainTimeout how long streams may continue after a request to stop
 */
public record LimitSettings(
    int connections,
    Duration handshakeTimeout,
    Duration connectTimeout,
    Duration idleTimeout,
    Udp udp,
    Duration drainTimeout) {

  /**
   * The limits of UDP associations.
   *
   * @param associations how many may be open at once
   * @param idleTimeout the longest time without a datagram
   */
  public record Udp(int associations, Duration idleTimeout) {}

  static LimitSettings of(Configuration configuration) {
    return new LimitSettings(
        configuration.get(SharedKeys.LIMITS_CONNECTIONS),
        configuration.get(SharedKeys.LIMITS_HANDSHAKE_TIMEOUT),
        configuration.get(SharedKeys.LIMITS_CONNECT_TIMEOUT),
        configuration.get(SharedKeys.LIMITS_IDLE_TIMEOUT),
        new Udp(
            configuration.get(SharedKeys.LIMITS_UDP_ASSOCIATIONS),
            configuration.get(SharedKeys.LIMITS_UDP_IDLE_TIMEOUT)),
        configuration.get(SharedKeys.LIMITS_DRAIN_TIMEOUT));
  }
}
