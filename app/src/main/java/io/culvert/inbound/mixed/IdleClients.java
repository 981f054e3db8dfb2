package io.culvert.inbound.mixed;

import io.culvert.net.Connection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The clients' connections that wait for another request. Thread-safe. */
final class IdleClients {
  private final Set<Connection> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  /** False if no further request is wanted. */
  boolean add(Connection client) {
    waiting.add(client);
    return !draining;
  }

  void remove(Connection client) {
    waiting.remove(client);
  }

  /** Closes them all, and those to come. */
  void drain() {
    draining = true;
    waiting.forEach(Connection::close);
  }
}
