package io.culvert.proxy;

import io.culvert.address.Endpoint;
import io.culvert.net.Datagrams;

/**
 * An outbound's side of UDP ASSOCIATE.
 *
 * @param datagrams the session's, to be closed or reset by it
 * @param bound the address that targets see
 */
public record Association(Datagrams datagrams, Endpoint bound) {}
