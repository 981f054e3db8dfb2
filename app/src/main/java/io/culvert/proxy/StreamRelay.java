package io.culvert.proxy;

import io.culvert.address.Endpoint;
import io.culvert.net.Connection;
import io.culvert.net.DeadlineExceededException;
import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The two directions of one stream of CONNECT or BIND, as subtasks of one scope. Upstream reads the
 * client from the start, so that a client that resets ends the wait for its target; downstream gets
 * the target, answers, and then copies.
 *
 * <p>A clean end of one direction is passed on as a clean end, and the other goes on, unless the
 * exchange {@linkplain Exchange#endsWithTarget ends with its target}. A failed read ends both. A
 * failed write lets the other direction meet its own end first, for a bounded time: what a peer
 * said before it reset is still delivered.
 */
final class StreamRelay {
  /** How long what a peer said before its reset may take to be delivered. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(30);

  private final Exchange exchange;
  private final Connection client;
  private final TargetSource source;
  private final Duration idleTimeout;
  private final boolean earlyYes;
  private final Traffic traffic;
  private final EarlyData early = new EarlyData();
  private final CompletableFuture<Legs> opened = new CompletableFuture<>();
  private final LossGuard guard = new LossGuard();
  private final CountDownLatch upstreamDone = new CountDownLatch(1);

  /** Null if the client failed before anything was copied. */
  private final AtomicReference<Connection> firstToFail = new AtomicReference<>();

  private volatile Connection target;
  private volatile Failure refusal;
  private volatile boolean answered;

  /** The directions of an opened stream. */
  private record Legs(Direction up, Direction down) {}

  StreamRelay(Exchange exchange, TargetSource source, Engine.Options options, Traffic traffic) {
    this.exchange = exchange;
    this.client = exchange.client();
    this.source = source;
    this.idleTimeout = options.idleTimeout();
    this.earlyYes = options.earlyYes() && exchange.takesEarlyYes();
    this.traffic = traffic;
  }

  /** Blocks to the end of both directions; both legs are closed or reset then. */
  CloseReason serve(String name) throws InterruptedException {
    boolean clean = false;
    try {
      guard.watch(client);
      IOException failure = guard.guard(() -> run(name));
      CloseReason reason = refusal != null ? refusal.reason() : reason(failure);
      clean = failure == null && reason != CloseReason.INTERNAL_ERROR;
      return reason;
    } finally {
      end(clean);
    }
  }

  /** Returns what ended the stream, if it was not its own end. */
  private IOException run(String name) throws InterruptedException {
    if (!exchange.endsWithTarget()) {
      return TaskScope.all(name, List.of(this::upstream, this::downstream));
    }
    IOException failure =
        TaskScope.allUntilEnd(name, this::untilTargetEnds, List.of(this::upstream));
    return isDone() ? null : failure;
  }

  /** Such an exchange may turn into a stream with two ends meanwhile. */
  private void untilTargetEnds() throws IOException, InterruptedException {
    downstream();
    if (!exchange.endsWithTarget()) {
      upstreamDone.await();
    }
  }

  private void end(boolean clean) {
    if (!clean) {
      client.reset();
      if (target != null) {
        target.reset();
      }
    }
    client.close();
    if (target != null) {
      target.close();
      target.recycle();
    }
  }

  private CloseReason reason(IOException failure) {
    return switch (failure) {
      case null -> isDone() ? CloseReason.DONE : CloseReason.INTERNAL_ERROR;
      case StreamException e -> e.reason();
      case DeadlineExceededException e -> CloseReason.IDLE_TIMEOUT;
      default -> targetFailed() ? CloseReason.TARGET_RESET : CloseReason.CLIENT_RESET;
    };
  }

  /**
   * A failure can get lost on its way out of a thread that was parked (JDK-8389310): only what both
   * directions say themselves makes a clean end.
   */
  private boolean isDone() {
    Legs legs = opened.getNow(null);
    return legs != null
        && legs.down().isDone()
        && (legs.up().isDone() || exchange.endsWithTarget());
  }

  private boolean targetFailed() {
    return target != null && (firstToFail.get() == target || guard.isLost(target));
  }

  private void upstream() throws IOException, InterruptedException {
    ByteBuffer first = client.receive(); // Nothing is taken yet: a reset shows meanwhile.
    if (first == null && source.endsWithClient() && !answered) {
      throw new ClientLeftException();
    }
    boolean brought = earlyYes && first != null && !opened.isDone();
    if (brought) {
      early.bring(first);
    }
    Legs legs = await();
    if (legs == null) {
      discard();
      return;
    }
    if (brought && early.isWrittenTo(target)) {
      traffic.upstream(first.remaining());
      first.position(first.limit());
    }
    copy(legs.up(), legs.down());
    upstreamDone.countDown();
  }

  private void downstream() throws IOException, InterruptedException {
    try {
      if (earlyYes) {
        accept(Endpoint.UNSPECIFIED);
      }
      switch (source.open(early)) {
        case Outcome.Success<Opened> success -> opened(success.value());
        case Outcome.Refused<Opened> refused -> refuse(refused.failure());
      }
    } finally {
      opened.complete(null);
    }
    Legs legs = await();
    if (legs != null) {
      copy(legs.down(), legs.up());
    }
  }

  private void opened(Opened leg) throws IOException {
    target = leg.connection();
    target.resetUnlessClosed();
    target.idleTimeout(idleTimeout);
    guard.watch(target);
    if (!earlyYes) {
      accept(leg.bound());
    }
    opened.complete(
        new Legs(
            new Direction(client, target, traffic::upstream),
            new Direction(target, client, traffic::downstream)));
  }

  private void accept(Endpoint bound) throws IOException {
    answered = true; // The client may end as soon as it has read this.
    client.resetUnlessClosed();
    client.idleTimeout(idleTimeout);
    exchange.accept(bound);
  }

  private void refuse(Failure failure) throws IOException {
    refusal = failure;
    answered = true;
    if (earlyYes) {
      client.reset();
    } else {
      exchange.refuse(failure);
    }
  }

  private Legs await() throws InterruptedException {
    try {
      return opened.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void copy(Direction own, Direction other) throws IOException, InterruptedException {
    try {
      own.copy();
    } catch (IOException e) {
      failed(own, other);
      throw e;
    } finally {
      own.end();
    }
  }

  private void failed(Direction own, Direction other) throws InterruptedException {
    if (!Thread.currentThread().isInterrupted()) { // Else it was cancelled, and no leg is to blame.
      firstToFail.compareAndSet(null, own.failed());
    }
    own.end(); // The other one may wait for it too.
    if (own.failedToWrite()) {
      other.awaitEnd(LAST_WORDS);
    }
  }

  /** What a refused client still sends, until it ends or its time is up. */
  private void discard() throws IOException {
    try {
      client.discard();
    } catch (DeadlineExceededException e) {
      // It had its time.
    }
  }
}
