package io.culvert.tunnel;

import io.culvert.address.Endpoint;
import io.culvert.net.Buffers;
import io.culvert.net.Connection;
import io.culvert.net.DeadlineExceededException;
import io.culvert.runtime.TaskScope;
import io.culvert.socks.ReplyCode;
import io.culvert.wire.RecordException;
import io.culvert.wire.RecordHeader;
import io.culvert.wire.RecordType;
import io.culvert.wire.StreamOpener;
import io.culvert.wire.StreamSealer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One stream inside a tunnel connection: records in both directions, each sealed to its own END or
 * RESET. One thread receives, another writes; keep-alive and {@link #reset} may come from a third.
 */
public final class TunnelStream implements Connection {
  /** A record with a code and an address, or a payload, as it comes out of the tunnel. */
  public record Message(RecordType type, ByteBuffer body) {}

  private static final int MAX_DRAIN_BYTES = 256 * 1024;
  private static final Duration DRAIN_TIME = Duration.ofSeconds(5);
  private static final long KEEP_ALIVE_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long DEAD_NANOS = Duration.ofSeconds(100).toNanos();
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final TunnelConnection tunnel;
  private final StreamSealer sealer;
  private final StreamOpener opener;
  private final ReentrantLock writing = new ReentrantLock();
  private ByteBuffer plain = NOTHING;
  private boolean started;
  private volatile boolean resetSent;
  private volatile boolean alive;
  private volatile boolean dead;
  private volatile long sentNanos = System.nanoTime();
  private volatile long receivedNanos = sentNanos;
  private volatile boolean waiting;

  TunnelStream(TunnelConnection tunnel, StreamSealer sealer, StreamOpener opener) {
    this.tunnel = tunnel;
    this.sealer = sealer;
    this.opener = opener;
  }

  /** Starts the keep-alive, when the stream is open on both sides. */
  public void keepAlive() {
    alive = true;
  }

  /** Seals one record and hands it to the network. */
  public void send(RecordType type, ByteBuffer body) throws IOException {
    writing.lock();
    try {
      seal(type, body);
    } finally {
      writing.unlock();
    }
  }

  /** Nothing may follow END or RESET: what comes later, a keep-alive say, is dropped here. */
  private void seal(RecordType type, ByteBuffer body) throws IOException {
    if (sealer.finished()) {
      if (type == RecordType.DATA) {
        throw new TunnelException.ResetByPeer();
      }
      return;
    }
    ByteBuffer wire = Buffers.room(StreamSealer.maxSealedLength(body.remaining()));
    sealer.seal(type, body, wire);
    wire.flip();
    tunnel.count(wire.remaining());
    tunnel.tcp().write(wire);
    Buffers.give(wire.array());
    sentNanos = System.nanoTime();
  }

  public void reply(OpenReply reply) throws IOException {
    send(RecordType.REPLY, reply.body());
  }

  /**
   * A refusal travels with the end of this direction, so that the connection can carry the next
   * stream; the client's side has 5 s to end its own.
   */
  public void refuse(ReplyCode code) throws IOException {
    tunnel.tcp().deadline(DRAIN_TIME);
    reply(new OpenReply(code, Endpoint.UNSPECIFIED));
    send(RecordType.END, NOTHING);
  }

  @Override
  public void write(ByteBuffer data) throws IOException {
    int end = data.limit();
    while (data.hasRemaining()) {
      data.limit(Math.min(end, data.position() + StreamSealer.MAX_BODY_LENGTH));
      relayed(RecordType.DATA, data);
      data.limit(end);
    }
  }

  @Override
  public void endOutput() throws IOException {
    relayed(RecordType.END, NOTHING);
  }

  /**
   * Sends one datagram, or drops it where this direction has ended already.
   *
   * @param body {@code address | payload}, see PROTOCOL.md
   */
  public void writeDatagram(ByteBuffer body) throws IOException {
    relayed(RecordType.DATAGRAM, body);
  }

  /**
   * Blocks for the next datagram; null at the clean end of the stream.
   *
   * @return a DATAGRAM's body, valid until the next call
   */
  public ByteBuffer receiveDatagram() throws IOException {
    Message message = next();
    return switch (message.type()) {
      case DATAGRAM -> message.body();
      case END -> null;
      case OPEN, REPLY, DATA, RESET, PAD -> throw unexpected(message.type());
    };
  }

  private static TunnelException unexpected(RecordType type) {
    return new TunnelException.Corrupted(new IOException("unexpected " + type));
  }

  /** A relay tells its two legs apart by what they throw. */
  private void relayed(RecordType type, ByteBuffer body) throws IOException {
    try {
      send(type, body);
    } catch (TunnelException | DeadlineExceededException e) {
      throw e;
    } catch (IOException e) {
      throw new TunnelException.Lost(e);
    }
  }

  @Override
  public ByteBuffer receive() throws IOException {
    if (plain.hasRemaining()) {
      return plain;
    }
    if (opener.finished()) {
      return null;
    }
    Message message = next();
    return switch (message.type()) {
      case DATA -> message.body();
      case END -> null;
      case OPEN, REPLY, DATAGRAM, RESET, PAD -> throw unexpected(message.type());
    };
  }

  /**
   * The next record that means something; padding is passed over. Its body is valid until the next
   * call.
   *
   * @throws TunnelException for RESET and for whatever ends a stream without END
   */
  public Message next() throws IOException {
    receivedNanos = System.nanoTime();
    waiting = true;
    try {
      Message message = open();
      if (message == null) {
        throw new TunnelException.Truncated(null);
      }
      return message;
    } catch (RecordException e) {
      tunnel.abort();
      throw new TunnelException.Corrupted(e);
    } catch (DeadlineExceededException e) {
      throw e;
    } catch (TunnelException e) {
      throw e;
    } catch (IOException e) {
      throw dead ? new TunnelException.Dead(e) : new TunnelException.Truncated(e);
    } finally {
      waiting = false;
    }
  }

  /**
   * Like {@link #next} for the first record of a stream: null if the peer ended the connection
   * before it.
   */
  public Message first() throws IOException {
    return tunnel.endedByPeer() ? null : next();
  }

  private Message open() throws IOException {
    if (!started && !start()) {
      return null;
    }
    while (true) {
      releasePlain();
      ByteBuffer bytes = tunnel.input().need(StreamOpener.RECORD_HEADER_LENGTH);
      if (bytes == null) {
        return null;
      }
      RecordHeader header = opener.openHeader(bytes);
      body(header);
      tunnel.count(StreamOpener.RECORD_HEADER_LENGTH + header.bodyLength());
      receivedNanos = System.nanoTime();
      if (header.type() == RecordType.RESET) {
        throw new TunnelException.ResetByPeer();
      }
      if (header.type() != RecordType.PAD
          && (plain.hasRemaining() || header.type() != RecordType.DATA)) {
        return new Message(header.type(), plain);
      }
    }
  }

  private boolean start() throws IOException {
    ByteBuffer bytes = tunnel.input().need(StreamOpener.STREAM_HEADER_LENGTH);
    if (bytes == null) {
      return false;
    }
    opener.start(bytes.array(), bytes.arrayOffset() + bytes.position());
    bytes.position(bytes.position() + StreamOpener.STREAM_HEADER_LENGTH);
    started = true;
    return true;
  }

  private void body(RecordHeader header) throws IOException {
    plainRoom(header.length() + header.padLength());
    if (header.bodyLength() > 0) {
      ByteBuffer bytes = tunnel.input().need(header.bodyLength());
      if (bytes == null) {
        throw new TunnelException.Truncated(null);
      }
      opener.openBody(header, bytes, plain);
    }
    plain.flip();
  }

  private void plainRoom(int length) {
    if (plain.capacity() < length) {
      Buffers.give(plain.array());
      plain = Buffers.room(length);
    }
    plain.clear();
  }

  /** Nothing is at hand, so this thread is about to wait: it holds no buffer meanwhile. */
  private void releasePlain() {
    if (tunnel.input().isEmpty()) {
      Buffers.give(plain.array());
      plain = NOTHING;
    }
  }

  @Override
  public void reset() {
    if (resetSent) {
      return;
    }
    resetSent = true;
    tunnel.tcp().deadline(DRAIN_TIME);
    try {
      if (writing.tryLock(DRAIN_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          seal(RecordType.RESET, ByteBuffer.wrap(new byte[] {0}));
        } finally {
          writing.unlock();
        }
      } else {
        tunnel.abort();
      }
    } catch (IOException e) {
      tunnel.abort();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      tunnel.abort();
    }
  }

  /**
   * Ends the stream on both sides: says RESET if nothing final was said yet, and reads what is
   * still in flight.
   *
   * @return whether the tunnel connection can carry another stream; if not, it is closed
   */
  public boolean finish() {
    alive = false;
    boolean reusable = tunnel.isOpen() && finished();
    if (reusable) {
      tunnel.tcp().noDeadline();
      tunnel.idle();
    } else {
      tunnel.abort();
    }
    recycle(reusable);
    return reusable && !tunnel.retired();
  }

  /** The next stream may have begun in what was read with the end of this one. */
  private void recycle(boolean reusable) {
    Buffers.give(plain.array());
    plain = NOTHING;
    if (!reusable || tunnel.input().isEmpty()) {
      tunnel.input().recycle();
    }
  }

  private boolean finished() {
    if (!sealer.finished()) {
      reset();
    }
    try {
      tunnel.tcp().deadline(DRAIN_TIME);
      drain();
    } catch (IOException e) {
      return opener.finished();
    }
    return true;
  }

  private void drain() throws IOException {
    for (int drained = 0; !opener.finished() && drained <= MAX_DRAIN_BYTES; ) {
      drained += StreamOpener.RECORD_HEADER_LENGTH + next().body().remaining();
      plain.position(plain.limit());
    }
    if (!opener.finished()) {
      throw new IOException("too much in flight");
    }
  }

  /** A stream cannot be closed without its tunnel connection: see {@link #finish}. */
  @Override
  public void close() {
    finish();
  }

  void tick(long nanos, TaskScope work) {
    if (!alive) {
      return;
    }
    // A reader that is busy elsewhere, with a slow application say, proves nothing about the peer.
    if (waiting && nanos - receivedNanos > DEAD_NANOS) {
      dead = true;
      tunnel.abort();
    } else if (nanos - sentNanos > KEEP_ALIVE_NANOS) {
      sentNanos = nanos;
      work.fork("keep-alive", this::pad);
    }
  }

  private void pad() throws IOException {
    if (writing.tryLock()) {
      try {
        seal(RecordType.PAD, NOTHING);
      } finally {
        writing.unlock();
      }
    }
  }
}
