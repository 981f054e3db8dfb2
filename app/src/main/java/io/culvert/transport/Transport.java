package io.culvert.transport;

import io.culvert.address.HostPort;
import io.culvert.net.Connection;
import java.io.IOException;

/**
 * A way to carry a byte stream to a server. A transport may stand on another one, as TLS does on
 * TCP. Thread-safe.
 */
public interface Transport {
  /**
   * Blocks for a new connection, within the transport's own limit.
   *
   * @throws io.culvert.net.DeadlineExceededException if nothing answered in time
   * @throws IOException if the server cannot be reached
   */
  Connection dial(HostPort server) throws IOException, InterruptedException;

  /** Wraps a connection that was accepted by the transport below; blocks for its handshake. */
  default Connection accept(Connection below) throws IOException, InterruptedException {
    return below;
  }
}
