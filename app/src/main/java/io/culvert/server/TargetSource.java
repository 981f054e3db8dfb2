package io.culvert.server;

import io.culvert.address.Endpoint;
import io.culvert.net.TcpConnection;
import java.io.IOException;

/** Where a stream's far leg comes from: a dial, or a peer that comes by itself. */
@FunctionalInterface
interface TargetSource {
  /**
   * A far leg, and what the reply names as BND (RFC 1928 section 6).
   *
   * @param bound of CONNECT the address of the outgoing socket, of BIND that of the peer
   */
  record Target(TcpConnection connection, Endpoint bound) {}

  /**
   * Blocks until the leg is there.
   *
   * @throws IOException why there is none: {@link DialRefusal} knows what to answer
   */
  Target open() throws IOException, InterruptedException;
}
