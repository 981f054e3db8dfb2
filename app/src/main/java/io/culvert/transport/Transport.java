package io.culvert.transport;

import io.culvert.address.HostPort;
import io.culvert.net.Connection;
import java.io.IOException;

/**
 * Carries byte streams to a server. A transport may be layered on another, as TLS on TCP.
 * Thread-safe.
 */
public interface Transport {
  /**
   * Opens a connection; blocks within the transport's time limit.
   *
   * @throws io.culvert.net.DeadlineExceededException if the server did not answer in time
   * @throws IOException if the server cannot be reached
   */
  Connection dial(HostPort server) throws IOException, InterruptedException;

  /** Wraps a connection that was accepted by the transport below; blocks for its handshake. */
  default Connection accept(Connection below) throws IOException, InterruptedException {
    return below;
  }
}
