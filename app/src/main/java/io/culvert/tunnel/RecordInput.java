package io.culvert.tunnel;

import io.culvert.net.Buffers;
import io.culvert.net.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The wire side of incoming records. Of a long record it asks the network for exactly the rest and
 * the next one's header, so that bulk data needs one read a record and nothing is moved about in
 * the buffer; short ones are taken as many as there are. For one reading thread.
 */
final class RecordInput {
  private static final int SMALL_BYTES = 1024;
  private static final int SHORT_BYTES = 8 * 1024;
  private static final int NEXT_HEADER_LENGTH = 21;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Connection connection;
  private ByteBuffer in = NOTHING;

  RecordInput(Connection connection) {
    this.connection = connection;
  }

  /**
   * Blocks until {@code length} bytes are there.
   *
   * @return a buffer with at least that many bytes, of which the caller takes just these; or null
   *     at the end of the stream before the first of them
   * @throws TunnelException.Truncated at the end of the stream after the first of them
   */
  ByteBuffer need(int length) throws IOException {
    if (in.remaining() < length) {
      if (!in.hasRemaining() && connection.isDrained()) {
        recycle();
        connection.awaitInput();
      }
      makeRoom(length);
      do {
        if (!more(length)) {
          if (in.hasRemaining()) {
            throw new TunnelException.Truncated(null);
          }
          return null;
        }
      } while (in.remaining() < length);
    }
    return in;
  }

  private void makeRoom(int length) {
    int want = length + NEXT_HEADER_LENGTH;
    int room = want <= SMALL_BYTES && !connection.isBulk() ? SMALL_BYTES : Buffers.LARGE_BYTES;
    if (!in.hasRemaining() && in.capacity() != room) {
      recycle();
      in = Buffers.allocate(room).limit(0);
    } else if (want > in.capacity()) {
      ByteBuffer large = Buffers.allocate(room);
      large.put(in).flip();
      in = large;
    } else if (!in.hasRemaining()) {
      in.clear().limit(0);
    } else if (in.position() + want > in.capacity()) {
      in.compact().flip();
    }
  }

  private boolean more(int length) throws IOException {
    int position = in.position();
    int filled = in.limit();
    int want = length < SHORT_BYTES ? in.capacity() : position + length + NEXT_HEADER_LENGTH;
    in.limit(Math.min(in.capacity(), want)).position(filled);
    int n = -1;
    try {
      n = connection.read(in);
    } finally {
      in.limit(filled + Math.max(n, 0)).position(position);
    }
    return n >= 0;
  }

  /** Gives the buffer back for others, with what was left in it; nobody may be reading. */
  void recycle() {
    Buffers.release(in.array());
    in = NOTHING;
  }

  boolean isEmpty() {
    return !in.hasRemaining();
  }

  boolean atEnd() throws IOException {
    return need(1) == null;
  }
}
