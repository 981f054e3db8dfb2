package io.culvert.metrics;

import io.culvert.proxy.Word;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * A counter for each constant of an enum; all are registered from the start. Thread-safe; counting
 * neither locks nor allocates.
 */
final class WordCounters<E extends Enum<E> & Word> {
  private final Map<E, LongAdder> counts;

  /** The name of the counters, the tag that holds the constant, and the description. */
  record Meter(String name, String tag, String description) {}

  WordCounters(MeterRegistry registry, Meter meter, Class<E> words) {
    counts = new EnumMap<>(words);
    for (E constant : words.getEnumConstants()) {
      LongAdder count = new LongAdder();
      counts.put(constant, count);
      FunctionCounter.builder(meter.name(), count, LongAdder::sum)
          .tag(meter.tag(), constant.word())
          .description(meter.description())
          .register(registry);
    }
  }

  void count(E constant) {
    counts.get(constant).increment();
  }

  long sum() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  long sum(E constant) {
    return counts.get(constant).sum();
  }
}
