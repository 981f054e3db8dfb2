package io.culvert.wire;

import com.google.crypto.tink.subtle.StreamSegmentDecrypter;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/**
 * The incoming half of one stream: {@link #start} once, then {@link #openHeader} and {@link
 * #openBody} by turns. Whatever is wrong is one {@link RecordException}. For one thread.
 */
public final class StreamOpener {
  /** Tink's salt 32 and nonce prefix 7, in clear. */
  public static final int STREAM_HEADER_LENGTH = 39;

  /** A sealed record header on the wire. */
  public static final int RECORD_HEADER_LENGTH = 21;

  private static final byte TINK_HEADER_LENGTH = 40;
  private static final int MAX_EMPTY_RECORDS = 64;

  /** Fewer than 2^31. */
  private static final long MAX_SEGMENTS = (1L << 31) - 1;

  private final StreamSegmentDecrypter decrypter;
  private final byte[] sessionHash;
  private final ByteBuffer header = ByteBuffer.allocate(5);
  private long segment;
  private int emptyRecords;
  private boolean finished;

  StreamOpener(StreamSegmentDecrypter decrypter, byte[] sessionHash) {
    this(decrypter, sessionHash, 0);
  }

  /** One that has opened so many segments already. */
  StreamOpener(StreamSegmentDecrypter decrypter, byte[] sessionHash, long segments) {
    this.decrypter = decrypter;
    this.sessionHash = sessionHash;
    this.segment = segments;
  }

  /** Takes the {@value #STREAM_HEADER_LENGTH} octets that begin the stream. */
  public void start(byte[] wire, int offset) throws RecordException {
    var tinkHeader = ByteBuffer.allocate(TINK_HEADER_LENGTH).put(TINK_HEADER_LENGTH);
    tinkHeader.put(wire, offset, STREAM_HEADER_LENGTH).flip();
    try {
      decrypter.init(tinkHeader, sessionHash);
    } catch (GeneralSecurityException e) {
      throw new RecordException();
    }
  }

  /** Takes {@value #RECORD_HEADER_LENGTH} octets from {@code wire}, whatever lies behind them. */
  public RecordHeader openHeader(ByteBuffer wire) throws RecordException {
    if (finished) {
      throw new RecordException();
    }
    open(wire, RECORD_HEADER_LENGTH, false, header.clear());
    header.flip();
    RecordType type = RecordType.of(header.get()).orElseThrow(RecordException::new);
    int padLength = Short.toUnsignedInt(header.getShort());
    int length = Short.toUnsignedInt(header.getShort());
    check(type, padLength, length);
    return new RecordHeader(type, padLength, length);
  }

  private void check(RecordType type, int padLength, int length) throws RecordException {
    boolean tooLong = padLength + length > StreamSealer.MAX_BODY_LENGTH;
    boolean noLastSegment = type.terminal() && padLength + length == 0;
    boolean keepAliveWithBody = type.keepAlive() && length > 0;
    boolean empty = length == 0 && !type.terminal() && !type.keepAlive();
    emptyRecords = empty ? emptyRecords + 1 : 0;
    if (tooLong || noLastSegment || keepAliveWithBody || emptyRecords > MAX_EMPTY_RECORDS) {
      throw new RecordException();
    }
  }

  /**
   * Takes {@link RecordHeader#bodyLength} octets from {@code wire}.
   *
   * @param plain has room for body and padding; its position then is behind the body
   */
  public void openBody(RecordHeader opened, ByteBuffer wire, ByteBuffer plain)
      throws RecordException {
    int end = plain.position() + opened.length();
    open(wire, opened.bodyLength(), opened.type().terminal(), plain);
    plain.position(end);
    finished = opened.type().terminal();
  }

  private void open(ByteBuffer wire, int length, boolean last, ByteBuffer plain)
      throws RecordException {
    int limit = wire.limit();
    if (segment >= MAX_SEGMENTS) {
      throw new RecordException();
    }
    wire.limit(wire.position() + length);
    try {
      decrypter.decryptSegment(wire, (int) segment++, last, plain);
    } catch (GeneralSecurityException e) {
      throw new RecordException();
    } finally {
      wire.limit(limit);
    }
  }

  /** Whether END or RESET was opened. */
  public boolean finished() {
    return finished;
  }
}
