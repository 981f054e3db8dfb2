package io.culvert.inbound.culvert;

import io.culvert.auth.UserDirectory;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.wire.ReplayMemory;

/**
 * What a handshake is judged by: the server's keys, its users, what came before, and the time.
 *
 * @param clock runs since {@code replays} knows all that comes
 */
public record ServerIdentity(
    ServerKeyPair key, UserDirectory users, ReplayMemory replays, ServerClock clock) {}
