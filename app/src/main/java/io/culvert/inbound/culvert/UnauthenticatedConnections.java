package io.culvert.inbound.culvert;

import io.culvert.net.Connection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections that have not proved to be a user's, whether they still may or have failed: to
 * somebody who probes the server both look the same. Beyond the limit the oldest is closed, so that
 * no number of them keeps users out. Thread-safe.
 */
public final class UnauthenticatedConnections {
  private final int limit;
  private final Set<Connection> byAge = new LinkedHashSet<>();

  /**
   * @param limit how many are kept at a time
   */
  public UnauthenticatedConnections(int limit) {
    this.limit = limit;
  }

  /** Adds a new one, and closes the oldest if there are too many. */
  void add(Connection newcomer) {
    Connection oldest;
    synchronized (byAge) {
      byAge.add(newcomer);
      if (byAge.size() <= limit) {
        return;
      }
      oldest = byAge.iterator().next();
      byAge.remove(oldest);
    }
    oldest.close();
  }

  /** Whether this one was not closed to make room. */
  boolean has(Connection one) {
    synchronized (byAge) {
      return byAge.contains(one);
    }
  }

  /**
   * Removes one that has ended or proved itself.
   *
   * @return whether it was still here
   */
  boolean remove(Connection one) {
    synchronized (byAge) {
      return byAge.remove(one);
    }
  }

  /** How many there are now. */
  public int size() {
    synchronized (byAge) {
      return byAge.size();
    }
  }
}
