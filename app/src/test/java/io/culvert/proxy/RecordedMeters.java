package io.culvert.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps what is counted, in its order. Thread-safe. */
public final class RecordedMeters implements Meters {
  /** What a user was charged. */
  public static final class Counts implements Traffic {
    private final AtomicLong up = new AtomicLong();
    private final AtomicLong down = new AtomicLong();

    @Override
    public void upstream(long octets) {
      up.addAndGet(octets);
    }

    @Override
    public void downstream(long octets) {
      down.addAndGet(octets);
    }

    public long up() {
      return up.get();
    }

    public long down() {
      return down.get();
    }
  }

  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicInteger moved = new AtomicInteger();
  private final List<CloseReason> closed = new CopyOnWriteArrayList<>();
  private final List<DatagramDrop> dropped = new CopyOnWriteArrayList<>();
  private final Map<String, Counts> users = new ConcurrentHashMap<>();

  public int opened() {
    return opened.get();
  }

  /** Why sessions ended, in order. */
  public List<CloseReason> closed() {
    return closed;
  }

  /** Why datagrams were dropped, in order. */
  public List<DatagramDrop> dropped() {
    return dropped;
  }

  /** How many latencies of connects were told. */
  public int connects() {
    return connected.get();
  }

  /** How often an association followed its client. */
  public int moved() {
    return moved.get();
  }

  @Override
  public void sessionOpened() {
    opened.incrementAndGet();
  }

  @Override
  public void sessionClosed(CloseReason reason) {
    closed.add(reason);
  }

  @Override
  public Counts traffic(String user) {
    return users.computeIfAbsent(user, name -> new Counts());
  }

  @Override
  public void connected(Duration latency) {
    connected.incrementAndGet();
  }

  @Override
  public void datagramDropped(DatagramDrop reason) {
    dropped.add(reason);
  }

  @Override
  public void associationMoved() {
    moved.incrementAndGet();
  }
}
