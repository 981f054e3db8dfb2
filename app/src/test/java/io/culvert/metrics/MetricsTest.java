package io.culvert.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.culvert.inbound.culvert.HandshakeResult;
import io.culvert.proxy.CloseReason;
import io.culvert.proxy.DatagramDrop;
import io.culvert.proxy.Word;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricsTest {
  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Metrics metrics = new Metrics(registry);

  @Test
  void countsStreamsByTheReasonOfTheirEnd() {
    metrics.sessionOpened();
    metrics.sessionOpened();
    metrics.sessionClosed(CloseReason.DONE);
    assertEquals(2, registry.get("culvert.streams.opened").functionCounter().count());
    assertEquals(
        1, registry.get("culvert.streams.closed").tag("reason", "done").functionCounter().count());
    assertEquals(2, metrics.streamsOpened());
    assertEquals(1, metrics.streamsOpen());
    assertEquals(1, metrics.streamsClosed(CloseReason.DONE));
    assertEquals(0, metrics.streamsClosed(CloseReason.DRAINED));
  }

  @ParameterizedTest
  @EnumSource
  void hasACounterForEachReasonFromTheStart(CloseReason reason) {
    assertEquals(
        0,
        registry
            .get("culvert.streams.closed")
            .tag("reason", reason.word())
            .functionCounter()
            .count());
    metrics.sessionClosed(reason);
    assertEquals(
        1,
        registry
            .get("culvert.streams.closed")
            .tag("reason", reason.word())
            .functionCounter()
            .count());
  }

  @ParameterizedTest
  @EnumSource
  void countsHandshakesByResult(HandshakeResult result) {
    metrics.handshake(result);
    assertEquals(1, metrics.handshakes(result));
    assertEquals(
        1,
        registry.get("culvert.handshakes").tag("result", result.word()).functionCounter().count());
  }

  @Test
  void countsBytesByDirection() {
    metrics.traffic("").upstream(3);
    metrics.traffic("").downstream(5);
    assertEquals(
        3, registry.get("culvert.bytes").tag("direction", "upstream").functionCounter().count());
    assertEquals(
        5, registry.get("culvert.bytes").tag("direction", "downstream").functionCounter().count());
  }

  @Test
  void namesNoUserUnlessAsked() {
    metrics.traffic("ali").upstream(3);
    assertNull(registry.find("culvert.user.bytes").functionCounter());
  }

  @Test
  void addsAUsersBytesToTheUsersAndToAll() {
    var perUser = new Metrics(registry = new SimpleMeterRegistry(), true);
    perUser.traffic("ali").upstream(3);
    perUser.traffic("ali").downstream(4);
    perUser.traffic("").upstream(5);
    assertEquals(3, userBytes("upstream"));
    assertEquals(4, userBytes("downstream"));
    assertEquals(
        8, registry.get("culvert.bytes").tag("direction", "upstream").functionCounter().count());
  }

  private double userBytes(String direction) {
    return registry
        .get("culvert.user.bytes")
        .tag("user", "ali")
        .tag("direction", direction)
        .functionCounter()
        .count();
  }

  @Test
  void readsAGaugeAtEachScrape() {
    int[] size = {1};
    metrics.gauge("culvert.test", () -> size[0]);
    assertEquals(1, registry.get("culvert.test").gauge().value());
    size[0] = 2;
    System.gc(); // Only the registry holds the supplier.
    assertEquals(2, registry.get("culvert.test").gauge().value());
  }

  @Test
  void timesConnections() {
    metrics.connected(Duration.ofMillis(30));
    assertEquals(1, registry.get("culvert.connect.latency").timer().count());
  }

  @Test
  void countsWithoutARegistryToo() {
    Metrics unpublished = new Metrics();
    unpublished.gauge("culvert.test", () -> 1);
    unpublished.connected(Duration.ZERO);
    unpublished.sessionClosed(CloseReason.DONE);
    assertEquals(1, unpublished.streamsClosed(CloseReason.DONE));
  }

  /** What dashboards and alerts of operators name. */
  @Test
  void theWordsOfMetersDoNotChange() {
    assertEquals(
        "done client-reset target-reset peer-reset tunnel-truncated tunnel-lost tunnel-corrupted"
            + " malformed-request client-left authentication-failed not-allowed"
            + " network-unreachable host-unreachable unresolvable connection-refused"
            + " connect-timeout command-not-supported address-type-not-supported"
            + " server-unreachable handshake-failed handshake-timeout negotiation-timeout"
            + " idle-timeout limit-reached repeated-request drained killed general-failure"
            + " internal-error",
        words(CloseReason.values()));
    assertEquals(
        "accepted envelope malformed unknown-user decryption clock replay replay-set-full"
            + " incomplete timeout crowded-out unreachable",
        words(HandshakeResult.values()));
    assertEquals(
        "fragment malformed foreign-source no-receiver not-allowed unsolicited unresolvable"
            + " queue-full too-large not-sent",
        words(DatagramDrop.values()));
  }

  private static String words(Word... all) {
    return Stream.of(all).map(Word::word).collect(Collectors.joining(" "));
  }

  @Test
  void noLabelNamesAUserOrAnAddress() {
    Set<String> labels = new HashSet<>();
    registry
        .getMeters()
        .forEach(meter -> meter.getId().getTags().forEach(tag -> labels.add(tag.getKey())));
    assertEquals(Set.of("reason", "result", "direction", "le"), labels);
  }
}
