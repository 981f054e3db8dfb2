package io.culvert.local;

import io.culvert.config.LocalSettings;
import io.culvert.metrics.Metrics;

/** What all clients of one local share. Thread-safe. */
record Gateway(
    LocalSettings settings,
    Negotiation negotiation,
    Tunnels tunnels,
    UdpAssociate udp,
    Metrics metrics) {}
