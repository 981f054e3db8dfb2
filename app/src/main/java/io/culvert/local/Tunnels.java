package io.culvert.local;

import io.culvert.tunnel.TunnelPool;
import java.time.Duration;

/**
 * The way to the server that all clients share. Thread-safe.
 *
 * @param patience how long the server may take to answer a request
 * @param trouble told when there is no way
 */
record Tunnels(TunnelPool pool, Duration patience, ServerTrouble trouble) {}
