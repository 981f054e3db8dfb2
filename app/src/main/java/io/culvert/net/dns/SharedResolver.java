package io.culvert.net.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/**
 * A resolver whose look-ups are shared out fairly among those who ask. Implementations are
 * thread-safe and limit the time and number of their look-ups.
 */
@FunctionalInterface
public interface SharedResolver {
  /**
   * @param asker whose share the look-up counts against, such as a user's name
   * @return at least one address, in the resolver's order of preference
   * @throws java.net.UnknownHostException if the name has no address, or no answer came in time
   */
  List<InetAddress> resolve(String name, String asker) throws IOException, InterruptedException;
}
