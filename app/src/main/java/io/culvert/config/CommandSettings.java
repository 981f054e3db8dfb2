package io.culvert.config;

import java.time.Duration;

/**
 * The commands that a server executes in addition to CONNECT. Immutable.
 *
 * @param udp whether UDP ASSOCIATE is enabled
 * @param udpFiltering whose datagrams a UDP association accepts
 * @param bind whether BIND is enabled
 * @param bindTimeout how long BIND waits for its peer
 */
public record CommandSettings(
    boolean udp, UdpFilteringChoice udpFiltering, boolean bind, Duration bindTimeout) {

  static CommandSettings of(Configuration configuration) {
    return new CommandSettings(
        configuration.get(ServerKeys.UDP_ENABLED),
        configuration.get(ServerKeys.UDP_FILTERING),
        configuration.get(ServerKeys.BIND_ENABLED),
        configuration.get(ServerKeys.LIMITS_BIND_TIMEOUT));
  }
}
