package io.culvert.wire;

import com.google.crypto.tink.subtle.StreamSegmentEncrypter;
import io.culvert.crypto.CipherState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

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
  private static final long MAX_SEGMENTS = 1L << 31;
  private static final byte[] ZEROS = new byte[RecordPadding.MAX_LENGTH + 1];

  private final StreamSegmentEncrypter encrypter;
  private final RecordPadding padding;
  private final ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH);
  private long records;
  private boolean finished;

  StreamSealer(StreamSegmentEncrypter encrypter, RecordPadding padding) {
    this(encrypter, padding, 0);
  }

  /** One that has sealed so many records already. */
  StreamSealer(StreamSegmentEncrypter encrypter, RecordPadding padding, long records) {
    this.encrypter = encrypter;
    this.padding = padding;
    this.records = records;
  }

  /**
   * Room that a record with a body of this length may need, the stream header and padding included.
   */
  public static int maxSealedLength(int bodyLength) {
    return StreamOpener.STREAM_HEADER_LENGTH
        + StreamOpener.RECORD_HEADER_LENGTH
        + Math.min(MAX_BODY_LENGTH, bodyLength + RecordPadding.MAX_LENGTH + 1)
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
    int padLength = padLength(type, length);
    records++;
    finished = type.terminal();
    header
        .clear()
        .put((byte) type.code())
        .putShort((short) padLength)
        .putShort((short) length)
        .flip();
    try {
      encrypter.encryptSegment(header, false, wire);
      if (padLength > 0) {
        encrypter.encryptSegment(body, ByteBuffer.wrap(ZEROS, 0, padLength), finished, wire);
      } else if (length > 0) {
        encrypter.encryptSegment(body, finished, wire);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM sealing", e);
    }
  }

  private int padLength(RecordType type, int length) {
    int least = type.terminal() && length == 0 ? 1 : 0;
    return Math.min(Math.max(least, padding.length(records)), MAX_BODY_LENGTH - length);
  }

  /** Whether END or RESET was sealed. */
  public boolean finished() {
    return finished;
  }
}
