package io.culvert.net;

import io.culvert.runtime.Blocking;
import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that nobody reads, because what came last waits for a slow receiver elsewhere. A
 * reset by their peer would go unseen; the system's tables tell of it. For the sweep of deadlines.
 */
final class StalledConnections {
  /** How long nothing must have moved. */
  static final Duration STALL = Duration.ofSeconds(2);

  private static final long INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();

  private final Blocking files = new Blocking("stalled-connections", 1);
  private final List<TcpConnection> stalled = new ArrayList<>();
  private long lastNanos = System.nanoTime();
  private volatile boolean looking;

  void add(TcpConnection one) {
    stalled.add(one);
  }

  /** At the end of each sweep. */
  void check(long nanos, TaskScope work) {
    if (!stalled.isEmpty() && !looking && nanos - lastNanos > INTERVAL_NANOS) {
      looking = true;
      lastNanos = nanos;
      List<TcpConnection> suspects = List.copyOf(stalled);
      work.fork("stalled-connections", () -> look(suspects));
    }
    stalled.clear();
  }

  private void look(List<TcpConnection> suspects) throws InterruptedException {
    try {
      for (TcpConnection one : gone(gone(suspects))) {
        one.lose(new SocketException("the peer is gone"));
      }
    } finally {
      looking = false;
    }
  }

  /**
   * Those that the tables do not hold. The tables are no snapshot: one that changes while it is
   * read may lack a connection that is there, so that only a second look counts.
   */
  private List<TcpConnection> gone(List<TcpConnection> suspects) throws InterruptedException {
    List<TcpConnection> gone = new ArrayList<>();
    if (!suspects.isEmpty()) {
      KernelSockets known = files.call(() -> KernelSockets.read());
      for (TcpConnection one : suspects) {
        if (isGone(known, one)) {
          gone.add(one);
        }
      }
    }
    return gone;
  }

  private static boolean isGone(KernelSockets known, TcpConnection one) {
    try {
      return known.isGone(new KernelSockets.Pair(one.localAddress(), one.remoteAddress()));
    } catch (IOException e) {
      return false; // It was closed meanwhile.
    }
  }
}
