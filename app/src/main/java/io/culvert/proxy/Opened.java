package io.culvert.proxy;

import io.culvert.address.Endpoint;
import io.culvert.net.Connection;

/**
 * A leg to a target.
 *
 * @param connection the session's, to be closed or reset by it
 * @param bound BND of RFC 1928 section 6: of CONNECT the address of the outgoing socket, of BIND
 *     that of the peer
 */
public record Opened(Connection connection, Endpoint bound) {}
