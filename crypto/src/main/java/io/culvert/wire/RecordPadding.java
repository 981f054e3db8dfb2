package io.culvert.wire;

/**
 * How many octets of padding the first records of one direction of a stream get. The lengths come
 * from the stream's keys: whoever saw some of them cannot tell the others.
 */
final class RecordPadding {
  /** Two octets for each padded record. */
  static final int SEED_LENGTH = 16;

  static final int MAX_LENGTH = 900;

  private static final int PADDED_RECORDS = SEED_LENGTH / Short.BYTES;

  private final byte[] seed;

  /**
   * @param seed {@value #SEED_LENGTH} octets
   */
  RecordPadding(byte[] seed) {
    this.seed = seed;
  }

  /**
   * @param record counts the records of this direction from 0
   */
  int length(long record) {
    if (record >= PADDED_RECORDS) {
      return 0;
    }
    int at = Short.BYTES * (int) record;
    int drawn = (seed[at] & 0xff) << 8 | seed[at + 1] & 0xff;
    return drawn % (MAX_LENGTH + 1);
  }
}
