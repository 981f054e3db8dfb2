package io.culvert.inbound.culvert;

import io.culvert.auth.UserDirectory;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.wire.ReplayMemory;

/**
 * What a handshake is judged by: the server's keys, its users, and what came before.
 *
 * @param startedAtMillis Unix time since when {@code replays} knows all that came
 */
public record ServerIdentity(
    ServerKeyPair key, UserDirectory users, ReplayMemory replays, long startedAtMillis) {}
