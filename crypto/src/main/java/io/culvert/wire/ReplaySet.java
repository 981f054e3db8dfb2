package io.culvert.wire;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/** An exact set of tags in this process's memory. Bounded; full, it forgets nothing early. */
public final class ReplaySet implements ReplayMemory {
  private record Tag(long high, long low) {
    static Tag of(byte[] octets) {
      var bytes = ByteBuffer.wrap(octets);
      return new Tag(bytes.getLong(), bytes.getLong());
    }
  }

  private record Entry(Tag tag, long minute, long untilMillis) {}

  private final int capacity;
  private final Set<Tag> tags = new HashSet<>();
  private final Queue<Entry> byExpiry =
      new PriorityQueue<>((one, other) -> Long.compare(one.untilMillis(), other.untilMillis()));

  /** The last minute of which a tag was forgotten. */
  private long forgottenMinute = Long.MIN_VALUE;

  /**
   * @param capacity entries kept at most
   */
  public ReplaySet(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public synchronized boolean contains(byte[] tag) {
    return tags.contains(Tag.of(tag));
  }

  @Override
  public synchronized boolean isTooOld(long minute) {
    return minute <= forgottenMinute;
  }

  @Override
  public synchronized Answer remember(
      byte[] tag, long minute, long uptimeMillis, long untilMillis) {
    forget(uptimeMillis);
    var one = Tag.of(tag);
    if (tags.contains(one)) {
      return Answer.SEEN_BEFORE;
    }
    if (isTooOld(minute)) {
      return Answer.TOO_OLD;
    }
    if (tags.size() >= capacity) {
      return Answer.NO_ROOM;
    }
    tags.add(one);
    byExpiry.add(new Entry(one, minute, untilMillis));
    return Answer.FIRST_TIME;
  }

  private void forget(long uptimeMillis) {
    while (!byExpiry.isEmpty() && byExpiry.peek().untilMillis() < uptimeMillis) {
      Entry oldest = byExpiry.remove();
      tags.remove(oldest.tag());
      forgottenMinute = Math.max(forgottenMinute, oldest.minute());
    }
  }

  /** Entries held now. */
  public synchronized int size() {
    return tags.size();
  }
}
