package io.culvert.proxy;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** The sessions whose request is known and that have not ended. Thread-safe. */
public final class SessionTable {
  /**
   * One session as it was a moment ago.
   *
   * @param id unique in this process
   * @param outbound the name of the outbound that serves it
   * @param upstream payload octets from the client so far
   * @param downstream payload octets to the client so far
   * @param age since its request was known
   */
  public record Entry(
      long id, Request request, String outbound, long upstream, long downstream, Duration age) {}

  private final AtomicLong lastId = new AtomicLong();
  private final ConcurrentMap<Long, Session> open = new ConcurrentHashMap<>();

  /** Lists a session and returns its id. */
  long add(Session session) {
    long id = lastId.incrementAndGet();
    open.put(id, session);
    return id;
  }

  void remove(long id) {
    open.remove(id);
  }

  /** By age, the oldest first. */
  public List<Entry> entries() {
    return open.entrySet().stream()
        .map(each -> each.getValue().entry(each.getKey()))
        .sorted(Comparator.comparingLong(Entry::id))
        .toList();
  }

  public int size() {
    return open.size();
  }

  /**
   * Resets one session; its reason is {@link CloseReason#KILLED}.
   *
   * @return false if there is none of this id
   */
  public boolean kill(long id) {
    Session session = open.get(id);
    return session != null && session.kill();
  }

  /**
   * Resets all sessions of which the condition holds, those of a revoked user say.
   *
   * @return how many there were
   */
  public int killAll(Predicate<Request> condition) {
    int killed = 0;
    for (Session each : open.values()) {
      if (condition.test(each.request()) && each.kill()) {
        killed++;
      }
    }
    return killed;
  }
}
