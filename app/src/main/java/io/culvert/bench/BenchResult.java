package io.culvert.bench;

/**
 * What one bench measured.
 *
 * @param downBytesPerSecond over all streams together, as is {@code upBytesPerSecond}
 * @param connects from the first octet to the proxy until one octet came back from the target
 * @param roundTrips of 64 octets on one stream
 * @param failures streams that ended otherwise than they should
 */
public record BenchResult(
    double downBytesPerSecond,
    double upBytesPerSecond,
    double connectsPerSecond,
    Latencies connects,
    Latencies roundTrips,
    long failures) {}
