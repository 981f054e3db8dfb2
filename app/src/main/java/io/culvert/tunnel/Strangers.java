package io.culvert.tunnel;

import io.culvert.net.TcpConnection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections that have not proved to be a user's, whether they still may or not: those that
 * are kept in silence and those that have said nothing yet are one to whoever looks. Beyond the
 * limit the oldest is closed, so that no number of them keeps users out. Thread-safe.
 */
final class Strangers {
  private final int limit;
  private final Set<TcpConnection> byAge = new LinkedHashSet<>();

  /**
   * @param limit how many are kept at a time
   */
  Strangers(int limit) {
    this.limit = limit;
  }

  /** Takes in a new one, at the cost of the oldest if there are too many. */
  void add(TcpConnection newcomer) {
    TcpConnection oldest = newcomer;
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
  boolean has(TcpConnection one) {
    synchronized (byAge) {
      return byAge.contains(one);
    }
  }

  /**
   * Lets go of one that has ended or proved itself.
   *
   * @return whether it was still here
   */
  boolean remove(TcpConnection one) {
    synchronized (byAge) {
      return byAge.remove(one);
    }
  }

  int size() {
    synchronized (byAge) {
      return byAge.size();
    }
  }
}
