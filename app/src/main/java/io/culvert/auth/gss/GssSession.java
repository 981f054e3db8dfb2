package io.culvert.auth.gss;

import io.culvert.identity.Principal;
import io.culvert.net.Connection;
import io.culvert.net.Encapsulation;

/**
 * The result of a successful RFC 1961 negotiation: the client's identity, and the protection of
 * everything from the SOCKS request on.
 *
 * @param connection carries the request, the reply and the stream
 * @param encapsulation protects datagrams, each with its UDP request header
 */
public record GssSession(Principal client, Connection connection, Encapsulation encapsulation) {}
