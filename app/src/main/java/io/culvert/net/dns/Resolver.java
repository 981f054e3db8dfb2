package io.culvert.net.dns;

import java.net.InetAddress;
import java.util.List;

/**
 * Turns a name into addresses. Implementations are thread-safe and bound the time and number of
 * their look-ups.
 */
@FunctionalInterface
public interface Resolver {
  /**
   * @return at least one address, in the order that the resolver prefers
   * @throws java.net.UnknownHostException if there is none, or no answer in time
   */
  List<InetAddress> resolve(String name) throws java.io.IOException, InterruptedException;
}
