package io.culvert.bench;

/**
 * The result of one bench.
 *
 * @param downBytesPerSecond the download rate of all streams together
 * @param upBytesPerSecond the upload rate of all streams together
 * @param connectsPerSecond new streams per second
 * @param connects times from the connection to the proxy to the first octet from the target
 * @param roundTrips times of round trips of 64 octets on one stream
 * @param failures the number of streams that failed
 */
public record BenchResult(
    double downBytesPerSecond,
    double upBytesPerSecond,
    double connectsPerSecond,
    Latencies connects,
    Latencies roundTrips,
    long failures) {}
