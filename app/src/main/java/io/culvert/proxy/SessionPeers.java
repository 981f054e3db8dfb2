package io.culvert.proxy;

import io.culvert.address.Endpoint;
import java.util.HashSet;
import java.util.Set;

/**
 * The peers of a session, for its line in the log. Only CONNECT names its peer in the request:
 * BIND's is known when it has come, and each datagram of an association names its own. At most
 * {@value #MAX_COUNTED} are counted. Thread-safe.
 */
final class SessionPeers {
  static final int MAX_COUNTED = 1_000;

  private final Request request;
  private final Set<Endpoint> peers = new HashSet<>();

  SessionPeers(Request request) {
    this.request = request;
  }

  /** BIND's peer has come, or a datagram goes to this one. */
  synchronized void add(Endpoint peer) {
    if (peers.size() < MAX_COUNTED) {
      peers.add(peer);
    }
  }

  /** For example {@code example.com:443}, {@code bind 192.0.2.1:20} or {@code udp 3}. */
  synchronized String text() {
    return switch (request.command()) {
      case CONNECT -> request.destination().toString();
      case BIND -> peers.isEmpty() ? "bind" : "bind " + peers.iterator().next();
      case UDP_ASSOCIATE -> "udp " + peers.size() + (peers.size() < MAX_COUNTED ? "" : "+");
    };
  }
}
