package io.culvert.config;

import java.nio.charset.StandardCharsets;

/**
 * The local's tunnel connections. Immutable.
 *
 * @param prefix the first bytes of each connection, one per character (U+0000 to U+00FF); empty for
 *     random bytes
 * @param ready the least number of connections kept ready
 * @param readyMax the largest number of connections kept ready
 */
public record TunnelSettings(String prefix, int ready, int readyMax) {

  static TunnelSettings of(Configuration configuration) throws ConfigurationException {
    int ready = configuration.get(LocalKeys.TUNNEL_READY);
    int readyMax = configuration.get(LocalKeys.TUNNEL_READY_MAX);
    if (ready > readyMax) {
      throw configuration.wrong(
          LocalKeys.TUNNEL_READY,
          ready + " is more than tunnel.ready-max = " + readyMax,
          "raise tunnel.ready-max or lower tunnel.ready");
    }
    return new TunnelSettings(configuration.get(LocalKeys.TUNNEL_PREFIX), ready, readyMax);
  }

  /** The prefix as bytes, at most 12; a fresh copy. */
  public byte[] prefixBytes() {
    return prefix.getBytes(StandardCharsets.ISO_8859_1);
  }
}
