package io.culvert.inbound.culvert;

import io.culvert.tunnel.StreamName;
import io.culvert.tunnel.TunnelConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which streams have begun on the tunnel connections of late, so that a request that was sent on
 * two of them is served on one (PROTOCOL.md, "Repeated requests"). A connection is remembered for a
 * minute after its end. Thread-safe.
 */
final class BegunStreams {
  private static final long MEMORY_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int MAX_ENDED = 16_384;

  private final Map<Long, Entry> entries = new ConcurrentHashMap<>();
  private final Queue<Entry> ended = new ArrayDeque<>();

  /** One tunnel connection. Of one that has ended, only its name and a number stay. */
  final class Entry implements AutoCloseable {
    private final long id;
    private TunnelConnection tunnel;
    private long begun;
    private boolean givenUp;
    private volatile long endedNanos;

    private Entry(TunnelConnection tunnel) {
      this.id = tunnel.id();
      this.tunnel = tunnel;
    }

    /** Counts a stream whose request has come; false if the local has given the connection up. */
    synchronized boolean begin() {
      if (!givenUp) {
        begun++;
      }
      return !givenUp;
    }

    private synchronized boolean giveUpBefore(long stream) {
      if (begun > stream) {
        return false;
      }
      givenUp = true;
      if (tunnel != null) {
        tunnel.abort();
      }
      return true;
    }

    @Override
    public void close() {
      end();
      remember(this);
    }

    private synchronized void end() {
      tunnel = null;
      endedNanos = System.nanoTime();
    }
  }

  /** To be closed with the tunnel connection. */
  Entry enter(TunnelConnection tunnel) {
    var entry = new Entry(tunnel);
    entries.put(entry.id, entry);
    return entry;
  }

  /**
   * Whether the stream has not begun. From then on it cannot: its connection is closed, since the
   * local takes it for dead. True for a connection that is not known.
   */
  boolean claim(StreamName first) {
    Entry entry = entries.get(first.connection());
    return entry == null || entry.giveUpBefore(first.stream());
  }

  private void remember(Entry newlyEnded) {
    synchronized (ended) {
      ended.add(newlyEnded);
      for (Entry oldest = ended.peek(); isForgotten(oldest); oldest = ended.peek()) {
        entries.remove(oldest.id, ended.remove());
      }
    }
  }

  private boolean isForgotten(Entry oldest) {
    return ended.size() > MAX_ENDED || System.nanoTime() - oldest.endedNanos > MEMORY_NANOS;
  }
}
