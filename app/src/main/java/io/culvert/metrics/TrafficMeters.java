package io.culvert.metrics;

import io.culvert.proxy.Traffic;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts payload octets in both directions, of all sessions together and, if the operator has
 * enabled that, of each user. Thread-safe; counting neither locks nor allocates.
 */
final class TrafficMeters {
  /** The counts of both directions, exported as two counters with one name. */
  private static final class Counts implements Traffic {
    private final LongAdder upstream = new LongAdder();
    private final LongAdder downstream = new LongAdder();

    @Override
    public void upstream(long octets) {
      upstream.add(octets);
    }

    @Override
    public void downstream(long octets) {
      downstream.add(octets);
    }
  }

  /** Adds to the user's counts and to the total. */
  private record UserTraffic(Counts own, Traffic all) implements Traffic {
    @Override
    public void upstream(long octets) {
      own.upstream(octets);
      all.upstream(octets);
    }

    @Override
    public void downstream(long octets) {
      own.downstream(octets);
      all.downstream(octets);
    }
  }

  private final MeterRegistry registry;
  private final boolean perUser;
  private final Counts all = new Counts();
  private final ConcurrentMap<String, Traffic> users = new ConcurrentHashMap<>();

  TrafficMeters(MeterRegistry registry, boolean perUser) {
    this.registry = registry;
    this.perUser = perUser;
    register("culvert.bytes", "Payload bytes carried, without padding and tags", all);
  }

  Traffic traffic(String user) {
    return perUser && !user.isEmpty() ? users.computeIfAbsent(user, this::ofUser) : all;
  }

  private Traffic ofUser(String user) {
    var own = new Counts();
    register("culvert.user.bytes", "Payload bytes carried for each user", own, "user", user);
    return new UserTraffic(own, all);
  }

  private void register(String name, String description, Counts counts, String... tags) {
    register(name, description, "upstream", counts.upstream, tags);
    register(name, description, "downstream", counts.downstream, tags);
  }

  private void register(
      String name, String description, String direction, LongAdder count, String... tags) {
    FunctionCounter.builder(name, count, LongAdder::sum)
        .description(description)
        .tag("direction", direction)
        .tags(tags)
        .register(registry);
  }
}
