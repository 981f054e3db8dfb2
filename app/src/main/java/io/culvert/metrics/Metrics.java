package io.culvert.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

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
  private final LongAdder streamsOpened = new LongAdder();
  private final LongAdder upstreamBytes = new LongAdder();
  private final LongAdder downstreamBytes = new LongAdder();
  private final WordCounters<CloseReason> streamsClosed;
  private final WordCounters<HandshakeResult> handshakes;
  private final WordCounters<DatagramDrop> datagramsDropped;
  private final Timer connectLatency;

  /** Registers all meters. */
  public Metrics(MeterRegistry registry) {
    this.registry = registry;
    FunctionCounter.builder("culvert.streams.opened", streamsOpened, LongAdder::sum)
        .description("Streams opened")
        .register(registry);
    bytes("upstream", upstreamBytes);
    bytes("downstream", downstreamBytes);
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
    datagramsDropped =
        new WordCounters<>(
            registry,
            new WordCounters.Meter(
                "culvert.datagrams.dropped", "reason", "UDP datagrams dropped, by reason"),
            DatagramDrop.class,
            DatagramDrop::word);
    connectLatency =
        Timer.builder("culvert.connect.latency")
            .description("Time from a stream's request to its target's connection")
            .serviceLevelObjectives(CONNECT_BUCKETS)
            .register(registry);
  }

  /** Meters that cannot be read from outside; the counts are kept all the same. */
  public Metrics() {
    this(new CompositeMeterRegistry());
  }

  private void bytes(String direction, LongAdder count) {
    FunctionCounter.builder("culvert.bytes", count, LongAdder::sum)
        .description("Payload bytes carried, without padding and tags")
        .tag("direction", direction)
        .register(registry);
  }

  /** Shows a number that somebody else keeps; asked at each reading, from any thread. */
  public void gauge(String name, Supplier<Number> value) {
    Gauge.builder(name, value).register(registry);
  }

  /** A stream began. */
  public void streamOpened() {
    streamsOpened.increment();
  }

  /** A stream that began has ended. */
  public void streamClosed(CloseReason reason) {
    streamsClosed.count(reason);
  }

  /** Payload bytes from client to target: who carries them adds to this. */
  public LongAdder upstreamBytes() {
    return upstreamBytes;
  }

  /** Payload bytes from target to client: who carries them adds to this. */
  public LongAdder downstreamBytes() {
    return downstreamBytes;
  }

  /** A tunnel handshake ended. */
  public void handshake(HandshakeResult result) {
    handshakes.count(result);
  }

  /**
   * A datagram was passed on or dropped.
   *
   * @param dropped why it was not passed on; null if it was
   */
  public void datagram(DatagramDrop dropped) {
    if (dropped != null) {
      datagramsDropped.count(dropped);
    }
  }

  /** Datagrams dropped so far for this reason. */
  public long datagramsDropped(DatagramDrop reason) {
    return datagramsDropped.sum(reason);
  }

  /** A stream's target was connected after this time. */
  public void connected(Duration latency) {
    connectLatency.record(latency);
  }

  /** Streams opened so far. */
  public long streamsOpened() {
    return streamsOpened.sum();
  }

  /** Streams that have begun and not ended; off by a few while some do either. */
  public long streamsOpen() {
    return streamsOpened.sum() - streamsClosed.sum();
  }

  /** Streams closed so far for this reason. */
  public long streamsClosed(CloseReason reason) {
    return streamsClosed.sum(reason);
  }

  /** Handshakes so far with this result. */
  public long handshakes(HandshakeResult result) {
    return handshakes.sum(result);
  }
}
