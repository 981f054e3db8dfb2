package io.culvert.tunnel;

import io.culvert.net.Buffers;
import io.culvert.wire.KeepAliveLimit;
import io.culvert.wire.RecordHeader;
import io.culvert.wire.RecordType;
import io.culvert.wire.StreamOpener;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The incoming records of one stream, opened to its END or RESET. For one thread at a time; one
 * that was interrupted in the middle of a record leaves it to the next.
 */
final class RecordReader {
  /** A record that means something; its body is valid until the next one is read. */
  record Message(RecordType type, ByteBuffer body) {}

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final TunnelConnection tunnel;
  private final StreamOpener opener;
  private final KeepAliveLimit keepAliveLimit = new KeepAliveLimit(System.nanoTime());
  private ByteBuffer plain = NOTHING;
  private boolean started;
  private RecordHeader header;
  private boolean aborted;
  private volatile long receivedNanos = System.nanoTime();
  private volatile boolean waiting;
  private volatile boolean pinged;

  RecordReader(TunnelConnection tunnel, StreamOpener opener) {
    this.tunnel = tunnel;
    this.opener = opener;
  }

  /**
   * Blocks for the next record that means something; padding is passed over.
   *
   * @throws io.culvert.wire.RecordException if one does not open, or is one PAD or PING too many
   * @throws TunnelException.ResetByPeer for RESET
   * @throws TunnelException.Truncated if the connection ends before
   */
  Message next() throws IOException {
    receivedNanos = System.nanoTime();
    waiting = true;
    Message message = null;
    try {
      while (message == null) {
        message = open();
      }
    } finally {
      waiting = false;
    }
    return message;
  }

  /** One record; null if it says nothing. */
  private Message open() throws IOException {
    if (header == null) {
      readHeader();
    }
    readBody();
    RecordType type = header.type();
    tunnel.count(StreamOpener.RECORD_HEADER_LENGTH + header.bodyLength());
    header = null;
    receivedNanos = System.nanoTime();
    if (type == RecordType.RESET) {
      aborted = true;
      throw new TunnelException.ResetByPeer();
    }
    return switch (type) {
      case PAD, PING -> {
        keepAliveLimit.count(receivedNanos);
        pinged |= type == RecordType.PING;
        yield null;
      }
      case DATA -> plain.hasRemaining() ? new Message(type, plain) : null;
      case OPEN, REPLY, DATAGRAM, END, RESET -> new Message(type, plain);
    };
  }

  private void readHeader() throws IOException {
    if (!started) {
      start();
    }
    releasePlain();
    header = opener.openHeader(need(StreamOpener.RECORD_HEADER_LENGTH));
  }

  private void start() throws IOException {
    ByteBuffer bytes = need(StreamOpener.STREAM_HEADER_LENGTH);
    opener.start(bytes.array(), bytes.arrayOffset() + bytes.position());
    bytes.position(bytes.position() + StreamOpener.STREAM_HEADER_LENGTH);
    started = true;
  }

  private void readBody() throws IOException {
    plainRoom(header.length() + header.padLength());
    if (header.bodyLength() > 0) {
      opener.openBody(header, need(header.bodyLength()), plain);
    }
    plain.flip();
  }

  private ByteBuffer need(int length) throws IOException {
    ByteBuffer bytes = tunnel.input().need(length);
    if (bytes == null) {
      throw new TunnelException.Truncated(null);
    }
    return bytes;
  }

  private void plainRoom(int length) {
    if (plain.capacity() < length) {
      Buffers.release(plain.array());
      plain = Buffers.allocate(length);
    }
    plain.clear();
  }

  /** Nothing is at hand, so this thread is about to wait: it holds no buffer meanwhile. */
  private void releasePlain() {
    if (tunnel.input().isEmpty()) {
      recycle();
    }
  }

  /** Whether a PING has come that was not answered yet; from now on it counts as answered. */
  boolean takePing() {
    boolean came = pinged;
    pinged = false;
    return came;
  }

  /** Whether the stream's first octets came. */
  boolean hasBegun() {
    return started;
  }

  /** What is left of the last body. */
  ByteBuffer rest() {
    return plain;
  }

  /** Gives the buffer back; nobody may be reading. */
  void recycle() {
    Buffers.release(plain.array());
    plain = NOTHING;
  }

  /**
   * Whether END was opened.
   *
   * @throws TunnelException.ResetByPeer if RESET was
   */
  boolean ended() throws TunnelException.ResetByPeer {
    if (aborted) {
      throw new TunnelException.ResetByPeer();
    }
    return opener.finished();
  }

  /** Whether END or RESET was opened. */
  boolean finished() {
    return opener.finished();
  }

  /** Whether a thread waits for the network, rather than being busy with what came. */
  boolean isWaiting() {
    return waiting;
  }

  /** When the last record came or its wait began, by {@link System#nanoTime}. */
  long receivedNanos() {
    return receivedNanos;
  }
}
