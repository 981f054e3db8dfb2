/**
 * Requests come in on the streams of tunnel connections: accept, handshake, one stream after the
 * other. Whoever does not prove to be a user learns nothing (PROTOCOL.md, "Bad handshakes"). Knows
 * no outbound.
 */
package io.culvert.inbound.culvert;
