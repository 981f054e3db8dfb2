package io.culvert.proxy;

import java.util.concurrent.atomic.AtomicLong;

/** Counts one session's octets, and charges its user with them. Thread-safe. */
final class SessionTraffic implements Traffic {
  private final Traffic user;
  private final AtomicLong upstream = new AtomicLong();
  private final AtomicLong downstream = new AtomicLong();

  SessionTraffic(Traffic user) {
    this.user = user;
  }

  @Override
  public void upstream(long octets) {
    upstream.addAndGet(octets);
    user.upstream(octets);
  }

  @Override
  public void downstream(long octets) {
    downstream.addAndGet(octets);
    user.downstream(octets);
  }

  /** Octets from the client so far. */
  long upstream() {
    return upstream.get();
  }

  /** Octets to the client so far. */
  long downstream() {
    return downstream.get();
  }
}
