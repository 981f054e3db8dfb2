package io.culvert.proxy;

import io.culvert.address.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What a client wants, in whatever protocol it asked. Immutable.
 *
 * @param destination of CONNECT the target, of BIND the peer that is expected, of UDP_ASSOCIATE
 *     where the client expects to send from
 * @param user the name that the client proved; empty where the inbound asks nobody
 * @param source where the client's connection comes from
 * @param entry the address of this machine that the client has reached
 * @param inbound the name of the inbound that took the request
 */
public record Request(
    Command command,
    Endpoint destination,
    String user,
    InetSocketAddress source,
    InetAddress entry,
    String inbound) {}
