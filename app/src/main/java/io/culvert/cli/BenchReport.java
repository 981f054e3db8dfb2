package io.culvert.cli;

import io.culvert.address.HostPort;
import io.culvert.bench.Bench;
import io.culvert.bench.BenchResult;
import io.culvert.bench.Latencies;
import java.time.Duration;
import java.util.Locale;

/** A bench's result as a table and as JSON. */
record BenchReport(
    HostPort proxy, HostPort target, int streams, Duration time, BenchResult result) {
  private static final double MIB = 1 << 20;

  String table() {
    var text = new StringBuilder();
    add(text, "Through %s to %s, %d s each:%n", proxy, target, time.toSeconds());
    add(text, "  %-24s %8.0f MiB/s%n", streams("download"), result.downBytesPerSecond() / MIB);
    add(text, "  %-24s %8.0f MiB/s%n", streams("upload"), result.upBytesPerSecond() / MIB);
    add(text, "  %-24s %8.0f /s  ", "new streams, " + Bench.WORKERS + " at once", connects());
    add(text, "%s%n", delays(result.connects()));
    add(text, "  %-24s %8s     ", "round trip, " + Bench.MESSAGE_BYTES + " bytes", "");
    add(text, "%s%n", delays(result.roundTrips()));
    if (result.failures() > 0) {
      add(text, "  %-24s %8d%n", "failed streams", result.failures());
    }
    return text.toString();
  }

  private double connects() {
    return result.connectsPerSecond();
  }

  private String streams(String way) {
    return way + ", " + streams + (streams == 1 ? " stream" : " streams");
  }

  private static String delays(Latencies times) {
    return format(
        "  p50 %.2f ms  p90 %.2f ms  p99 %.2f ms  max %.2f ms",
        millis(times, 0.5), millis(times, 0.9), millis(times, 0.99), millis(times, 1));
  }

  String json() {
    var text = new StringBuilder();
    add(
        text,
        "{\"proxy\":\"%s\",\"target\":\"%s\",\"seconds\":%d",
        proxy,
        target,
        time.toSeconds());
    add(text, ",\"streams\":%d,\"workers\":%d", streams, Bench.WORKERS);
    add(text, ",\"downMibPerSecond\":%.1f", result.downBytesPerSecond() / MIB);
    add(text, ",\"upMibPerSecond\":%.1f", result.upBytesPerSecond() / MIB);
    add(text, ",\"connectsPerSecond\":%.1f", connects());
    add(text, ",\"connectMillis\":%s", jsonDelays(result.connects()));
    add(text, ",\"roundTripMillis\":%s", jsonDelays(result.roundTrips()));
    add(text, ",\"failures\":%d}%n", result.failures());
    return text.toString();
  }

  private static String jsonDelays(Latencies times) {
    return format(
        "{\"count\":%d,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f}",
        times.count(),
        millis(times, 0.5),
        millis(times, 0.9),
        millis(times, 0.99),
        millis(times, 1));
  }

  private static double millis(Latencies times, double share) {
    return times.percentileNanos(share) / 1e6;
  }

  private static void add(StringBuilder text, String format, Object... values) {
    text.append(format(format, values));
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
