package io.culvert.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Remembers what it was told. Thread-safe. */
final class FakeMeters implements Meters {
  /** What a user was charged. */
  static final class Counts implements Traffic {
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

    long up() {
      return up.get();
    }

    long down() {
      return down.get();
    }
  }

  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger connected = new AtomicInteger();
  private final List<CloseReason> closed = new CopyOnWriteArrayList<>();
  private final Map<String, Counts> users = new ConcurrentHashMap<>();

  int opened() {
    return opened.get();
  }

  /** Why sessions ended, in order. */
  List<CloseReason> closed() {
    return closed;
  }

  /** How many latencies of connects were told. */
  int connects() {
    return connected.get();
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
  public void datagramDropped(DatagramDrop reason) {}
}
