package io.culvert.wire;

import com.google.crypto.tink.subtle.StreamSegmentEncrypter;
import io.culvert.crypto.CipherState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The outgoing half of one stream: one Tink streaming ciphertext, cut into records. Tink counts the
 * nonces. For one thread at a time.
 *
 * <pre>
 *   record = seal(type 1 | padLen 2 | len 2)  seal(len octets | padding)
 * </pre>
 */
public final class StreamSealer {
  /** len + padLen at most. */
  public static final int MAX_BODY_LENGTH = 65_519;

  private static final int HEADER_LENGTH = 5;
  private static final int PADDED_RECORDS = 8;
  private static final int MAX_PADDING_LENGTH = 900;
  private static final long MAX_SEGMENTS = 1L << 31;
  private static final byte[] ZEROS = new byte[MAX_PADDING_LENGTH + 1];

  private final StreamSegmentEncrypter encrypter;
  private final ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH);
  private long records;
  private boolean finished;

  StreamSealer(StreamSegmentEncrypter encrypter) {
    this(encrypter, 0);
  }

  /** One that has sealed so many records already. */
  StreamSealer(StreamSegmentEncrypter encrypter, long records) {
    this.encrypter = encrypter;
    this.records = records;
  }

  /**
   * Room that a record with a body of this length may need, the stream header and padding included.
   */
  public static int maxSealedLength(int bodyLength) {
    return StreamOpener.STREAM_HEADER_LENGTH
        + StreamOpener.RECORD_HEADER_LENGTH
        + Math.min(MAX_BODY_LENGTH, bodyLength + MAX_PADDING_LENGTH + 1)
        + CipherState.TAG_LENGTH;
  }

  /**
   * Appends one record to {@code wire}. END and RESET are the last.
   *
   * @param body at most {@value #MAX_BODY_LENGTH} octets, all of which are taken
   * @throws IllegalStateException after END or RESET
   * @throws IOException when the stream has used up its 2^31 segments
   */
  public void seal(RecordType type, ByteBuffer body, ByteBuffer wire) throws IOException {
    if (finished) {
      throw new IllegalStateException(type + " after the end of the stream");
    }
    if (2 * records + 2 >= MAX_SEGMENTS) {
      throw new IOException("the stream has used up its 2^31 segments");
    }
    if (records == 0) {
      wire.put(encrypter.getHeader().position(1));
    }
    int length = body.remaining();
    int padding = padding(type, length);
    records++;
    finished = type.terminal();
    header
        .clear()
        .put((byte) type.code())
        .putShort((short) padding)
        .putShort((short) length)
        .flip();
    try {
      encrypter.encryptSegment(header, false, wire);
      if (padding > 0) {
        encrypter.encryptSegment(body, ByteBuffer.wrap(ZEROS, 0, padding), finished, wire);
      } else if (length > 0) {
        encrypter.encryptSegment(body, finished, wire);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM sealing", e);
    }
  }

  /** Traffic shape only, so it needs no unpredictable source. */
  private int padding(RecordType type, int length) {
    int least = type.terminal() && length == 0 ? 1 : 0;
    int random =
        records < PADDED_RECORDS ? ThreadLocalRandom.current().nextInt(MAX_PADDING_LENGTH + 1) : 0;
    return Math.min(Math.max(least, random), MAX_BODY_LENGTH - length);
  }

  /** Whether END or RESET was sealed. */
  public boolean finished() {
    return finished;
  }
}
