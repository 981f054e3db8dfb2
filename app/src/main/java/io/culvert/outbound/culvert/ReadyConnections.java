package io.culvert.outbound.culvert;

import io.culvert.tunnel.TunnelConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** The tunnel connections at rest, the last returned first. Thread-safe. */
final class ReadyConnections {
  private static final Duration SPARE_TIME = Duration.ofSeconds(60);

  /** Beyond this nobody knows what a path has forgotten. */
  private static final Duration MAX_READY_TIME = Duration.ofMinutes(5);

  private static final int BEST_SCORE = 3;

  private final int most;
  private final Deque<TunnelConnection> ready = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  ReadyConnections(int most) {
    this.most = most;
  }

  /** False if it is one too many, or came too late. */
  boolean add(TunnelConnection one) {
    lock.lock();
    try {
      boolean added = !closed && ready.size() < most;
      if (added) {
        ready.push(one);
      }
      return added;
    } finally {
      lock.unlock();
    }
  }

  /** The best of those that are ready, of equals the last used; null if none is ready. */
  TunnelConnection poll() {
    lock.lock();
    try {
      TunnelConnection best = best();
      ready.remove(best);
      return best;
    } finally {
      lock.unlock();
    }
  }

  private TunnelConnection best() {
    TunnelConnection best = null;
    for (TunnelConnection each : ready) {
      if (best == null || score(each) > score(best)) {
        best = each;
      }
      if (score(best) == BEST_SCORE) {
        break;
      }
    }
    return best;
  }

  /** Deriving keys costs more than adopting a connection, and that more than a colder one. */
  private static int score(TunnelConnection one) {
    return (one.isPrepared() ? 2 : 0) + (one.isAdopted() ? 1 : 0);
  }

  /** Whether one can carry another stream, as far as this end knows. */
  static boolean isUsable(TunnelConnection one) {
    return one.isOpen() && !one.retired() && one.idleTime().compareTo(MAX_READY_TIME) <= 0;
  }

  int size() {
    lock.lock();
    try {
      return ready.size();
    } finally {
      lock.unlock();
    }
  }

  /** Closes those last heard of before then, by {@link System#nanoTime}. */
  void closeIdleSinceBefore(long nanos) {
    closeAll(one -> one.isIdleSinceBefore(nanos));
  }

  /** Closes those not needed for a while, and those that can carry no stream. */
  void retire(int wanted) {
    closeAll(one -> !isUsable(one) || ready.size() > wanted && isSpare(one));
  }

  private static boolean isSpare(TunnelConnection one) {
    return one.idleTime().compareTo(SPARE_TIME) > 0;
  }

  /** The longest unused first; the close itself comes after the lock. */
  private void closeAll(Predicate<TunnelConnection> condition) {
    List<TunnelConnection> removed = new ArrayList<>();
    lock.lock();
    try {
      for (var each = ready.descendingIterator(); each.hasNext(); ) {
        TunnelConnection one = each.next();
        if (condition.test(one)) {
          each.remove();
          removed.add(one);
        }
      }
    } finally {
      lock.unlock();
    }
    removed.forEach(TunnelConnection::close);
  }

  /** Closes all, and takes no more. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    closeAll(one -> true);
  }
}
