package io.culvert.bench;

import java.util.Arrays;

/**
 * Times that something took.
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
   * The least time that was not exceeded by this share of all; 0 if there are none.
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
