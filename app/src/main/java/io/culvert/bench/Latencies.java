package io.culvert.bench;

import java.util.Arrays;

/**
 * A set of measured times.
 *
 * @param nanos in ascending order
 */
public record Latencies(long[] nanos) {
  public Latencies {
    nanos = nanos.clone();
    Arrays.sort(nanos);
  }

  public int count() {
    return nanos.length;
  }

  /**
   * Returns the smallest time that this share of all times does not exceed; 0 if there are no
   * times.
   *
   * @param share from 0 to 1
   */
  public long percentileNanos(double share) {
    if (nanos.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(share * nanos.length);
    return nanos[Math.clamp(rank - 1, 0, nanos.length - 1)];
  }
}
