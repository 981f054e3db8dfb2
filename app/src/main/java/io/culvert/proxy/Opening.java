package io.culvert.proxy;

import java.io.IOException;

/** An inbound's way from a new connection to the request that it carries. */
@FunctionalInterface
public interface Opening {
  /**
   * Blocks for the request.
   *
   * @throws NotOpenedException if the client was refused, which it has been told
   * @throws io.culvert.net.DeadlineExceededException if it took too long
   * @throws IOException if it left
   */
  Exchange open() throws IOException, InterruptedException;
}
