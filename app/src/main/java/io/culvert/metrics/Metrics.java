package io.culvert.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/**
 * The meters of one server or local. Thread-safe; counting neither locks nor allocates, and the
 * meters read the counts only when somebody asks. No label ever names a user, a client or a target.
 */
public final class Metrics {
  private static final Duration[] CONNECT_BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(3),
    Duration.ofSeconds(10)
  };

  private final MeterRegistry registry;
  private final LongAdder connectionsOpen = new LongAdder();
  private final LongAdder streamsOpened = new LongAdder();
  private final LongAdder upstreamBytes = new LongAdder();
  private final LongAdder downstreamBytes = new LongAdder();
  private final WordCounters<CloseReason> streamsClosed;
  private final WordCounters<HandshakeResult> handshakes;
  private final Timer connectLatency;

  /** Registers all meters. */
  public Metrics(MeterRegistry registry) {
    this.registry = registry;
    gauge(
        "culvert.connections.open",
        "Connections accepted and not closed",
        connectionsOpen::intValue);
    counter("culvert.streams.opened", "Streams opened", "", streamsOpened);
    counter(
        "culvert.bytes",
        "Payload bytes carried, without padding and tags",
        "upstream",
        upstreamBytes);
    counter(
        "culvert.bytes",
        "Payload bytes carried, without padding and tags",
        "downstream",
        downstreamBytes);
    streamsClosed =
        new WordCounters<>(
            registry,
            new WordCounters.Meter("culvert.streams.closed", "reason", "Streams closed, by reason"),
            CloseReason.class,
            CloseReason::word);
    handshakes =
        new WordCounters<>(
            registry,
            new WordCounters.Meter("culvert.handshakes", "result", "Tunnel handshakes, by result"),
            HandshakeResult.class,
            HandshakeResult::word);
    connectLatency =
        Timer.builder("culvert.connect.latency")
            .description("Time from a stream's request to its target's connection")
            .serviceLevelObjectives(CONNECT_BUCKETS)
            .register(registry);
  }

  /** Meters that nobody can read from outside; the counts are kept all the same. */
  public static Metrics unpublished() {
    return new Metrics(new CompositeMeterRegistry());
  }

  private void counter(String name, String description, String direction, LongAdder count) {
    FunctionCounter.Builder<LongAdder> builder =
        FunctionCounter.builder(name, count, LongAdder::sum).description(description);
    (direction.isEmpty() ? builder : builder.tag("direction", direction)).register(registry);
  }

  private void gauge(String name, String description, IntSupplier value) {
    Gauge.builder(name, value::getAsInt).description(description).register(registry);
  }

  /** Shows how many tunnel connections are ready; asked at each reading, from any thread. */
  public void watchReadyConnections(IntSupplier size) {
    gauge("culvert.pool.ready", "Tunnel connections ready for the next stream", size);
  }

  /** Shows how many handshakes are remembered; asked at each reading, from any thread. */
  public void watchReplayEntries(IntSupplier size) {
    gauge("culvert.replay.entries", "Handshakes remembered against replay", size);
  }

  /**
   * Shows how many strangers' connections are kept in silence; asked at each reading, from any
   * thread.
   */
  public void watchStrangers(IntSupplier size) {
    gauge("culvert.strangers.open", "Connections without a valid handshake, kept in silence", size);
  }

  /** A connection was accepted. */
  public void connectionOpened() {
    connectionsOpen.increment();
  }

  /** An accepted connection was closed. */
  public void connectionClosed() {
    connectionsOpen.decrement();
  }

  /** A stream began. */
  public void streamOpened() {
    streamsOpened.increment();
  }

  /** A stream that began has ended. */
  public void streamClosed(CloseReason reason) {
    streamsClosed.count(reason);
  }

  /** Payload went from client to target. */
  public void upstreamBytes(long count) {
    upstreamBytes.add(count);
  }

  /** Payload went from target to client. */
  public void downstreamBytes(long count) {
    downstreamBytes.add(count);
  }

  /** A tunnel handshake ended. */
  public void handshake(HandshakeResult result) {
    handshakes.count(result);
  }

  /** A stream's target was connected after this time. */
  public void connected(Duration latency) {
    connectLatency.record(latency);
  }

  /** Connections accepted and not closed. */
  public long connectionsOpen() {
    return connectionsOpen.sum();
  }

  /** Streams opened so far. */
  public long streamsOpened() {
    return streamsOpened.sum();
  }

  /** Streams closed so far for this reason. */
  public long streamsClosed(CloseReason reason) {
    return streamsClosed.sum(reason);
  }

  /** Handshakes so far with this result. */
  public long handshakes(HandshakeResult result) {
    return handshakes.sum(result);
  }

  /** Payload bytes so far from client to target. */
  public long upstreamBytes() {
    return upstreamBytes.sum();
  }

  /** Payload bytes so far from target to client. */
  public long downstreamBytes() {
    return downstreamBytes.sum();
  }
}
