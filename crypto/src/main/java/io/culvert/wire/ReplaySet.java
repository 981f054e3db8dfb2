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

  private record Entry(Tag tag, long untilMillis) {}

  private final int capacity;
  private final Set<Tag> tags = new HashSet<>();
  private final Queue<Entry> byExpiry =
      new PriorityQueue<>((one, other) -> Long.compare(one.untilMillis(), other.untilMillis()));

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
  public synchronized Answer remember(byte[] tag, long nowMillis, long untilMillis) {
    while (!byExpiry.isEmpty() && byExpiry.peek().untilMillis() < nowMillis) {
      tags.remove(byExpiry.poll().tag());
    }
    var one = Tag.of(tag);
    if (tags.contains(one)) {
      return Answer.SEEN_BEFORE;
    }
    if (tags.size() >= capacity) {
      return Answer.NO_ROOM;
    }
    tags.add(one);
    byExpiry.add(new Entry(one, untilMillis));
    return Answer.FIRST_TIME;
  }

  /** Entries held now. */
  public synchronized int size() {
    return tags.size();
  }
}
