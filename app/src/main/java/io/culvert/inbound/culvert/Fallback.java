package io.culvert.inbound.culvert;

import io.culvert.net.Connection;
import java.io.IOException;

/** Takes over a connection that is no tunnel's. */
@FunctionalInterface
public interface Fallback {
  /**
   * Serves the connection to its end.
   *
   * @param taken what was read from it already
   */
  void serve(Connection unauthenticated, byte[] taken) throws IOException, InterruptedException;
}
