package io.culvert.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What one side of a stream sends: so many bytes, in writes of these sizes. */
record Shape(List<Integer> writes) {
  /** Every shape is this long, so that every position of it can be cut. */
  static final int LENGTH = 12_000;

  private static final int[] LARGEST = {LENGTH, 4000, 1000, 300, 60};

  /** By turns few large writes and many small ones. */
  static Shape of(long seed) {
    var random = new SplittableRandom(seed);
    int largest = LARGEST[(int) Math.floorMod(seed, (long) LARGEST.length)];
    List<Integer> writes = new ArrayList<>();
    for (int left = LENGTH; left > 0; left -= writes.getLast()) {
      writes.add(Math.min(left, random.nextInt(largest / 2, largest + 1)));
    }
    return new Shape(writes);
  }

  void send(OutputStream out) throws IOException {
    int position = 0;
    for (int size : writes) {
      byte[] bytes = new byte[size];
      for (int i = 0; i < size; i++) {
        bytes[i] = byteAt(position++);
      }
      out.write(bytes);
    }
  }

  /** The same byte at the same place, and no short period. */
  static byte byteAt(int position) {
    return (byte) (position * 31 + (position >> 8) * 17);
  }
}
