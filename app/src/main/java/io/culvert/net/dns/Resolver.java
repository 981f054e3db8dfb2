package io.culvert.net.dns;

import java.net.InetAddress;
import java.util.List;

/**
 * Resolves a name to addresses. Implementations are thread-safe and limit the time and number of
 * their look-ups.
 */
@FunctionalInterface
public interface Resolver {
  /**
   * @return at least one address, in the resolver's order of preference
   * @throws java.net.UnknownHostException if the name has no address, or no answer came in time
   */
  List<InetAddress> resolve(String name) throws java.io.IOException, InterruptedException;

  /** None of the addresses could be connected to: the next look-up asks anew. */
  default void forget(String name) {}
}
