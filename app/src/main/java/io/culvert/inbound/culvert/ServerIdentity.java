package io.culvert.inbound.culvert;

import io.culvert.auth.UserDirectory;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.wire.ReplayFilter;

/** What a handshake is judged by: the server's keys, its users, and what came before. */
public record ServerIdentity(ServerKeyPair key, UserDirectory users, ReplayFilter replays) {}
