package io.culvert.outbound.culvert;

import io.culvert.runtime.TaskScope;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Tunnel connections with their handshake done and no stream on them: a new stream then costs one
 * round trip. It keeps as many as the busiest of the last seconds needed, takes back those whose
 * stream ended cleanly, and lets go of the rest when demand falls. Those at rest get the keys of
 * their next stream. Thread-safe; {@link #run} and {@link #prepare} are for one thread each.
 */
public final class TunnelPool implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(250);
  private static final long FIRST_BACK_OFF_MILLIS = 200;
  private static final long LONGEST_BACK_OFF_MILLIS = 10_000;
  private static final Duration LEAST_ANSWER_TIME = Duration.ofSeconds(1);
  private static final int WINDOW_TICKS = 40;
  private static final int DIALS_AT_ONCE = 4;

  private final TunnelDialer dialer;
  private final int least;
  private final int most;
  private final Consumer<IOException> failures;
  private final ReadyConnections ready;
  private final BlockingQueue<TunnelConnection> unprepared;
  private final Set<TunnelConnection> lent = ConcurrentHashMap.newKeySet();
  private final AtomicInteger dialing = new AtomicInteger();
  private final Demand demand = new Demand(WINDOW_TICKS);
  private final Outage outage = new Outage();
  private volatile boolean closed;
  private volatile long backOffMillis;
  private volatile long nextDialNanos = System.nanoTime();

  /**
   * @param least kept ready even when nothing asks for them
   * @param most kept ready at any time
   * @param failures told of each dial in the background that failed
   */
  public TunnelPool(TunnelDialer dialer, int least, int most, Consumer<IOException> failures) {
    this.dialer = dialer;
    this.least = least;
    this.most = most;
    this.failures = failures;
    this.ready = new ReadyConnections(most);
    this.unprepared = new LinkedBlockingQueue<>(Math.max(1, most));
  }

  /**
   * A ready connection, or a new one, dialled by the calling thread.
   *
   * @throws IOException if there is none: at once while the server answers nobody
   */
  public TunnelConnection acquire() throws IOException, InterruptedException {
    for (TunnelConnection one = ready.poll(); one != null; one = ready.poll()) {
      if (ReadyConnections.isUsable(one)) {
        one.adopt();
        lent.add(one);
        return one;
      }
      one.close();
    }
    demand.miss();
    return dialLent();
  }

  private TunnelConnection dialLent() throws IOException, InterruptedException {
    if (most > 0) { // Else nothing dials in the background.
      outage.check();
    }
    TunnelConnection one = dial();
    lent.add(one);
    return one;
  }

  /**
   * A new connection in place of one that was asked then and has been silent since. If the server
   * answers on the new one, the silence is the path's: ready connections that are as old are
   * closed, and open streams have to show that they are alive.
   *
   * @param askedNanos by {@link System#nanoTime}
   */
  TunnelConnection replace(long askedNanos) throws IOException, InterruptedException {
    TunnelConnection fresh = dialLent();
    ready.closeIdleSinceBefore(askedNanos);
    for (TunnelConnection other : lent) {
      if (other != fresh) {
        other.probe();
      }
    }
    return fresh;
  }

  private TunnelConnection dial() throws IOException, InterruptedException {
    try {
      TunnelConnection one = dialer.dial();
      backOffMillis = 0;
      outage.over();
      return one;
    } catch (IOException e) {
      if (!Thread.currentThread().isInterrupted()) { // else the failure is its own
        outage.failed(e);
      }
      throw e;
    }
  }

  /** How long a server that is there may take to show that it has a request. */
  Duration answerTime() {
    Duration threeRoundTrips = dialer.roundTrip().multipliedBy(3);
    return threeRoundTrips.compareTo(LEAST_ANSWER_TIME) > 0 ? threeRoundTrips : LEAST_ANSWER_TIME;
  }

  /** Takes back a connection whose stream was closed, if it can carry another. */
  void giveBack(TunnelConnection one, TunnelStream last) {
    lent.remove(one);
    if (last.leavesReusable()) {
      release(one);
    } else {
      one.close();
    }
  }

  /** Takes back a connection on which no stream is open. */
  void release(TunnelConnection one) {
    if (ready.add(one)) {
      unprepared.offer(one); // One that finds no place here is prepared by who takes it.
    } else {
      one.close();
    }
  }

  /** How many are ready now. */
  public int size() {
    return ready.size();
  }

  /** Keeps the number up until closed or interrupted. */
  public void run() throws InterruptedException {
    try (var scope = TaskScope.open("tunnel-pool")) {
      while (!closed) {
        int wanted = Math.min(most, Math.max(least, demand.tick()));
        ready.retire(wanted);
        refill(scope, wanted);
        Thread.sleep(TICK);
      }
    }
  }

  /**
   * Derives the keys of those at rest until interrupted. In a thread that stays: Tink seeds a
   * random generator for each thread that it is used in, which costs more than the keys.
   */
  public void prepare() throws InterruptedException {
    while (true) {
      unprepared.take().prepareStream();
    }
  }

  private void refill(TaskScope scope, int wanted) {
    if (System.nanoTime() - nextDialNanos < 0) {
      return;
    }
    while (size() + dialing.get() < wanted && dialing.get() < DIALS_AT_ONCE) {
      dialing.incrementAndGet();
      scope.fork("tunnel-dial", this::dialReady);
    }
  }

  private void dialReady() throws InterruptedException {
    try {
      release(dial());
    } catch (IOException e) {
      if (!Thread.currentThread().isInterrupted()) { // else it is the pool that ends
        backOff();
        failures.accept(e);
      }
    } finally {
      dialing.decrementAndGet();
    }
  }

  /** Full jitter: many locals must not come back in step when their server does. */
  private void backOff() {
    long limit = Math.clamp(backOffMillis * 2, FIRST_BACK_OFF_MILLIS, LONGEST_BACK_OFF_MILLIS);
    backOffMillis = limit;
    long pause = ThreadLocalRandom.current().nextLong(FIRST_BACK_OFF_MILLIS / 2, limit + 1);
    nextDialNanos = System.nanoTime() + Duration.ofMillis(pause).toNanos();
  }

  @Override
  public void close() {
    closed = true;
    ready.close();
  }
}
