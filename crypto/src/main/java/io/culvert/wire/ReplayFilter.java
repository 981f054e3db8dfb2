package io.culvert.wire;

import static io.culvert.wire.HandshakeException.Reason.CLOCK;
import static io.culvert.wire.HandshakeException.Reason.REPLAY;
import static io.culvert.wire.HandshakeException.Reason.REPLAY_SET_FULL;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Accepts each message 1 once: an exact set of the tags seen while their time stamps were
 * acceptable. Bounded; when full it refuses. Messages from before its start are refused too, since
 * what came before is not known. Thread-safe.
 */
public final class ReplayFilter {
  /** A stamp may lie 60 s ahead and then stays acceptable for 120 s. */
  private static final long KEPT_MILLIS = 2 * ServerHandshake.MAX_CLOCK_SKEW_MILLIS + 1000;

  private record Tag(long high, long low) {}

  private record Entry(Tag tag, long untilMillis) {}

  private final int capacity;
  private final long startedAtMillis;
  private final Set<Tag> tags = new HashSet<>();
  private final Deque<Entry> byAge = new ArrayDeque<>();

  /**
   * @param capacity entries kept at most
   * @param startedAtMillis Unix time; messages stamped before it are refused
   */
  public ReplayFilter(int capacity, long startedAtMillis) {
    this.capacity = capacity;
    this.startedAtMillis = startedAtMillis;
  }

  /**
   * @throws HandshakeException if the message is too old, came before, or cannot be remembered
   */
  synchronized void accept(byte[] tag, long sentMillis, long nowMillis) throws HandshakeException {
    if (sentMillis < startedAtMillis) {
      throw new HandshakeException(CLOCK);
    }
    while (!byAge.isEmpty() && byAge.peek().untilMillis() < nowMillis) {
      tags.remove(byAge.poll().tag());
    }
    var bytes = ByteBuffer.wrap(tag);
    var one = new Tag(bytes.getLong(), bytes.getLong());
    if (tags.contains(one)) {
      throw new HandshakeException(REPLAY);
    }
    if (tags.size() >= capacity) {
      throw new HandshakeException(REPLAY_SET_FULL);
    }
    tags.add(one);
    byAge.add(new Entry(one, nowMillis + KEPT_MILLIS));
  }

  /** Entries held now. */
  public synchronized int size() {
    return tags.size();
  }
}
