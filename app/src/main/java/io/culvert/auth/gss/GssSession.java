package io.culvert.auth.gss;

import io.culvert.identity.Principal;
import io.culvert.net.Connection;
import io.culvert.net.Encapsulation;

/**
 * A client that has got through RFC 1961: who it is, and how everything that follows is protected,
 * from the SOCKS request on.
 *
 * @param connection carries the request, the reply and the stream
 * @param encapsulation holds datagrams, each with its UDP request header
 */
public record GssSession(Principal client, Connection connection, Encapsulation encapsulation) {}
