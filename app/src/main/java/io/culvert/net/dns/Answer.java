package io.culvert.net.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The result of a look-up. Immutable.
 *
 * @param addresses empty if the name has none, or if no name server answered
 * @param lifetime how long the name servers allow it to be cached
 */
record Answer(List<InetAddress> addresses, Duration lifetime) {
  static final Answer NONE = new Answer(List.of(), Duration.ZERO);

  boolean isEmpty() {
    return addresses.isEmpty();
  }

  /** The addresses of both, with the shorter lifetime. */
  Answer and(Answer other) {
    if (isEmpty() || other.isEmpty()) {
      return isEmpty() ? other : this;
    }
    return new Answer(
        Stream.concat(addresses.stream(), other.addresses.stream()).toList(),
        lifetime.compareTo(other.lifetime) < 0 ? lifetime : other.lifetime);
  }
}
