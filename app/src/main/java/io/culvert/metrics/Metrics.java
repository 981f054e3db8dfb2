package io.culvert.metrics;

import io.culvert.inbound.culvert.HandshakeResult;
import io.culvert.proxy.CloseReason;
import io.culvert.proxy.DatagramDrop;
import io.culvert.proxy.Meters;
import io.culvert.proxy.Traffic;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The meters of a server or a local. Counting neither locks nor allocates; the meters read the
 * counts only when they are scraped. No label names a client or a target. Labels name users only if
 * the operator has enabled that. Thread-safe.
 */
public final class Metrics implements Meters {
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
  private final TrafficMeters traffic;
  private final WordCounters<CloseReason> streamsClosed;
  private final WordCounters<HandshakeResult> handshakes;
  private final WordCounters<DatagramDrop> datagramsDropped;
  private final LongAdder associationsMoved = new LongAdder();
  private final Timer connectLatency;

  /** Registers all meters, without meters of single users. */
  public Metrics(MeterRegistry registry) {
    this(registry, false);
  }

  /**
   * Registers all meters.
   *
   * @param users whether the traffic of each user is shown
   */
  public Metrics(MeterRegistry registry, boolean users) {
    this.registry = registry;
    this.traffic = new TrafficMeters(registry, users);
    FunctionCounter.builder("culvert.streams.opened", streamsOpened, LongAdder::sum)
        .description("Streams opened")
        .register(registry);
    streamsClosed =
        new WordCounters<>(
            registry,
            new WordCounters.Meter("culvert.streams.closed", "reason", "Streams closed, by reason"),
            CloseReason.class);
    handshakes =
        new WordCounters<>(
            registry,
            new WordCounters.Meter("culvert.handshakes", "result", "Tunnel handshakes, by result"),
            HandshakeResult.class);
    datagramsDropped =
        new WordCounters<>(
            registry,
            new WordCounters.Meter(
                "culvert.datagrams.dropped", "reason", "UDP datagrams dropped, by reason"),
            DatagramDrop.class);
    FunctionCounter.builder("culvert.udp.moved", associationsMoved, LongAdder::sum)
        .description("UDP associations that followed their client to a new port")
        .register(registry);
    connectLatency =
        Timer.builder("culvert.connect.latency")
            .description("Time from a stream's request to its target's connection")
            .serviceLevelObjectives(CONNECT_BUCKETS)
            .register(registry);
  }

  /** Creates meters that are not exported; their counts are kept. */
  public Metrics() {
    this(new CompositeMeterRegistry());
  }

  /** Registers a number that is kept elsewhere; any thread may read it at any time. */
  public void gauge(String name, Supplier<Number> value) {
    Gauge.builder(name, value).register(registry);
  }

  @Override
  public void sessionOpened() {
    streamsOpened.increment();
  }

  @Override
  public void sessionClosed(CloseReason reason) {
    streamsClosed.count(reason);
  }

  @Override
  public Traffic traffic(String user) {
    return traffic.traffic(user);
  }

  /** Counts a tunnel handshake that has ended. */
  public void handshake(HandshakeResult result) {
    handshakes.count(result);
  }

  @Override
  public void datagramDropped(DatagramDrop reason) {
    datagramsDropped.count(reason);
  }

  /** Datagrams dropped so far for this reason. */
  public long datagramsDropped(DatagramDrop reason) {
    return datagramsDropped.sum(reason);
  }

  @Override
  public void associationMoved() {
    associationsMoved.increment();
  }

  /** UDP associations so far that followed their client to a new port. */
  public long associationsMoved() {
    return associationsMoved.sum();
  }

  @Override
  public void connected(Duration latency) {
    connectLatency.record(latency);
  }

  /** Streams opened so far. */
  public long streamsOpened() {
    return streamsOpened.sum();
  }

  /** Streams that are open now; imprecise by a few while streams open or close. */
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
