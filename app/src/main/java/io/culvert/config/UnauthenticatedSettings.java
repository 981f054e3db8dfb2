package io.culvert.config;

import io.culvert.address.HostPort;
import java.util.Optional;

/**
 * What a server does with connections that do not authenticate, and with repeated handshakes.
 * Immutable.
 *
 * @param fallback where they are handed to; empty for silence
 * @param badHandshakes most connections without a valid handshake kept at once
 * @param replayEntries handshakes remembered against replay
 */
public record UnauthenticatedSettings(
    Optional<HostPort> fallback, int badHandshakes, int replayEntries) {

  static UnauthenticatedSettings of(Configuration configuration) {
    return new UnauthenticatedSettings(
        configuration.find(ServerKeys.FALLBACK),
        configuration.get(ServerKeys.LIMITS_BAD_HANDSHAKES),
        configuration.get(ServerKeys.LIMITS_REPLAY_ENTRIES));
  }
}
