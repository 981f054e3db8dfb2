package io.culvert.inbound.mixed;

import io.culvert.net.Connection;
import io.culvert.proxy.Opened;
import io.culvert.proxy.Request;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The origin connections of one client's connection: at most one that is idle, for the next request
 * to the same origin, and those that were told to end. They are never another client's, because
 * some origins take a connection for a user (NTLM, RFC 4559). For one thread, which may leave
 * {@link #awaitIdle} and {@link #awaitEnding} to one other each.
 */
final class HttpOrigins {
  /** An origin that does not end its side is not waited for while there are fewer. */
  private static final int MAX_ENDING = 4;

  /**
   * A connection to the target of a request.
   *
   * @param outbound by which it was made
   * @param isKept whether it has carried a request already
   */
  record Origin(Request request, String outbound, Opened leg, boolean isKept) {
    private boolean serves(Request other, String by) {
      return request.destination().equals(other.destination())
          && request.user().equals(other.user())
          && outbound.equals(by);
    }
  }

  private final Queue<Connection> ending = new ConcurrentLinkedQueue<>();
  private Origin kept;

  /** The idle connection if it is of use to the request; another one is told to end. */
  Optional<Origin> take(Request request, String outbound) {
    if (kept != null && !kept.serves(request, outbound)) {
      endIdle();
    }
    Origin taken = kept;
    kept = null;
    return Optional.ofNullable(taken);
  }

  /** Keeps a connection whose response is whole. */
  void keep(Origin origin) {
    kept = new Origin(origin.request(), origin.outbound(), origin.leg(), true);
  }

  /** Tells an origin that nothing follows; its connection is closed when it has ended its side. */
  void end(Connection connection) {
    if (!saysEnd(connection)) {
      connection.reset();
    }
    endLater(connection);
  }

  /** Tells an origin that it will not get the whole request. */
  void abort(Connection connection) {
    connection.reset();
    endLater(connection);
  }

  private static boolean saysEnd(Connection connection) {
    try {
      connection.endOutput();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void endLater(Connection connection) {
    ending.add(connection);
    if (ending.size() > MAX_ENDING) {
      close(ending.remove());
    }
  }

  void endIdle() {
    if (kept != null) {
      end(kept.leg().connection());
      kept = null;
    }
  }

  void abortIdle() {
    if (kept != null) {
      abort(kept.leg().connection());
      kept = null;
    }
  }

  boolean isIdle() {
    return kept != null;
  }

  boolean isEnding() {
    return !ending.isEmpty();
  }

  /** Blocks until the idle connection says anything: its end, or what nobody asked for. */
  void awaitIdle() {
    try {
      kept.leg().connection().receive();
    } catch (IOException e) {
      // It ended too, or the wait did.
    }
  }

  /** Closes the idle connection, after {@link #awaitIdle}. */
  void dropIdle() {
    saysEnd(kept.leg().connection());
    close(kept.leg().connection());
    kept = null;
  }

  /** Blocks until what was told to end has done so; an interrupt leaves the rest for later. */
  void awaitEnding() {
    for (Connection each = ending.peek(); each != null && hasEnded(each); each = ending.peek()) {
      ending.remove();
      close(each);
    }
  }

  private static boolean hasEnded(Connection connection) {
    try {
      connection.receive();
      return true;
    } catch (InterruptedIOException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Closes what was told to end, without waiting long. */
  void close() {
    for (Connection each = ending.poll(); each != null; each = ending.poll()) {
      close(each);
    }
  }

  private static void close(Connection connection) {
    connection.close();
    connection.recycle();
  }
}
