package io.culvert.tunnel;

import io.culvert.net.ConnectionWrapper;
import io.culvert.wire.RecordException;
import io.culvert.wire.RecordType;
import io.culvert.wire.StreamOpener;
import io.culvert.wire.StreamSealer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One stream inside a tunnel connection: records in both directions, each sealed to its own END or
 * RESET. One thread receives, another writes; keep-alive comes from a third.
 */
public final class TunnelStream extends ConnectionWrapper {
  private static final int MAX_DRAIN_BYTES = 256 * 1024;
  private static final Duration DRAIN_TIME = Duration.ofSeconds(5);
  private static final ByteBuffer RESET_BODY = ByteBuffer.wrap(new byte[] {0});

  private final TunnelConnection tunnel;
  private final StreamName name;
  private final RecordReader reader;
  private final RecordWriter writer;
  final KeepAlive keepAlive;
  private Consumer<TunnelStream> closed = stream -> {};
  private boolean isClosed;
  private boolean reusable;

  TunnelStream(TunnelConnection tunnel, StreamName name, StreamSealer sealer, StreamOpener opener) {
    super(tunnel.connection());
    this.tunnel = tunnel;
    this.name = name;
    this.reader = new RecordReader(tunnel, opener);
    this.writer = new RecordWriter(tunnel, sealer);
    this.keepAlive = new KeepAlive(tunnel, reader, writer);
  }

  /**
   * @param closed told of the close, in the owner's thread
   */
  void onClose(Consumer<TunnelStream> closed) {
    this.closed = closed;
  }

  public StreamName name() {
    return name;
  }

  /** Starts the keep-alive, when the stream is open on both sides. */
  public void keepAlive() {
    keepAlive.start();
  }

  /** The client's side: asks the server. */
  public void open(OpenRequest request) throws IOException {
    send(RecordType.OPEN, request.body());
  }

  /** The client's side: blocks for the server's answer. */
  public OpenResponse response() throws IOException {
    return OpenResponse.readFrom(next(RecordType.REPLY));
  }

  /**
   * The client's side: blocks until an octet of the answer, or of the PAD before it, is there.
   *
   * @return false if none came within the limit
   */
  public boolean awaitAnswer(Duration limit) throws IOException {
    try {
      if (!isAnswered()) {
        tunnel.connection().awaitInput(limit);
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /** Whether an octet of the other direction came; for the thread that receives. */
  public boolean isAnswered() {
    return reader.hasBegun() || !tunnel.input().isEmpty();
  }

  /**
   * The server's side: blocks for the request.
   *
   * @return null if the peer ended the connection before it
   */
  public OpenRequest request() throws IOException {
    if (tunnel.endedByPeer()) {
      return null;
    }
    var request = OpenRequest.readFrom(next(RecordType.OPEN));
    keepAlive.asked();
    return request;
  }

  /** The server's side: answers. */
  public void respond(OpenResponse response) throws IOException {
    send(RecordType.REPLY, response.body());
  }

  /**
   * The server's side: a refusal travels with the end of this direction, so that the connection can
   * carry the next stream. The client's side has 5 s to end its own.
   */
  public void refuse(OpenResponse response) throws IOException {
    tunnel.connection().deadline(DRAIN_TIME);
    respond(response);
    writer.end();
  }

  private ByteBuffer next(RecordType expected) throws IOException {
    RecordReader.Message message = next();
    if (message.type() != expected) {
      throw unexpected(message.type());
    }
    return message.body();
  }

  private TunnelException unexpected(RecordType type) {
    return new TunnelException.Corrupted(new IOException("unexpected " + type));
  }

  private RecordReader.Message next() throws IOException {
    try {
      return reader.next();
    } catch (RecordException e) {
      tunnel.abort();
      throw new TunnelException.Corrupted(e);
    } catch (InterruptedIOException | TunnelException e) {
      throw e;
    } catch (IOException e) {
      throw keepAlive.isDead() ? new TunnelException.Dead(e) : new TunnelException.Truncated(e);
    }
  }

  @Override
  public ByteBuffer receive() throws IOException {
    if (reader.ended()) {
      return null;
    }
    if (reader.rest().hasRemaining()) {
      return reader.rest();
    }
    RecordReader.Message message = next();
    return switch (message.type()) {
      case DATA -> message.body();
      case END -> null;
      case OPEN, REPLY, DATAGRAM, RESET, PAD, PING -> throw unexpected(message.type());
    };
  }

  /** Blocks for the next datagram's body; null at the clean end of the stream. */
  ByteBuffer receiveDatagram() throws IOException {
    if (reader.ended()) {
      return null;
    }
    RecordReader.Message message = next();
    return switch (message.type()) {
      case DATAGRAM -> message.body();
      case END -> null;
      case OPEN, REPLY, DATA, RESET, PAD, PING -> throw unexpected(message.type());
    };
  }

  @Override
  public void write(ByteBuffer data) throws IOException {
    int end = data.limit();
    while (data.hasRemaining()) {
      data.limit(Math.min(end, data.position() + StreamSealer.MAX_BODY_LENGTH));
      send(RecordType.DATA, data);
      data.limit(end);
    }
  }

  /**
   * Sends one datagram, or drops it where this direction has ended already.
   *
   * @param body {@code address | payload}, see PROTOCOL.md
   */
  void writeDatagram(ByteBuffer body) throws IOException {
    send(RecordType.DATAGRAM, body);
  }

  @Override
  public void endOutput() throws IOException {
    send(RecordType.END, ByteBuffer.allocate(0));
  }

  private void send(RecordType type, ByteBuffer body) throws IOException {
    try {
      writer.send(type, body);
    } catch (InterruptedIOException | TunnelException e) {
      throw e;
    } catch (IOException e) {
      throw new TunnelException.Lost(e);
    }
  }

  /** Says RESET if nothing final was said yet; a peer that does not read loses the connection. */
  @Override
  public void reset() {
    if (writer.finished()) {
      return;
    }
    tunnel.connection().deadline(DRAIN_TIME);
    try {
      if (!writer.trySend(RecordType.RESET, RESET_BODY.duplicate())) {
        tunnel.abort();
      }
    } catch (IOException e) {
      tunnel.abort();
    }
  }

  /**
   * Ends the stream on both sides: says RESET if nothing final was said yet, and reads what is
   * still in flight. The tunnel connection is closed if it cannot carry another stream. For the
   * stream's owner, when nobody reads or writes any more.
   */
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    keepAlive.stop();
    reusable = tunnel.isOpen() && finish();
    if (reusable) {
      tunnel.connection().noDeadline();
      tunnel.idle();
    } else {
      tunnel.abort();
    }
    reader.recycle();
    // The next stream may have begun in what was read with the end of this one.
    if (!reusable || tunnel.input().isEmpty()) {
      tunnel.input().recycle();
    }
    closed.accept(this);
  }

  /** Whether the tunnel connection can carry another stream; known after {@link #close}. */
  public boolean leavesReusable() {
    return reusable && !tunnel.retired();
  }

  private boolean finish() {
    reset();
    if (writer.isCut()) {
      return false;
    }
    try {
      tunnel.connection().deadline(DRAIN_TIME);
      drain();
    } catch (IOException e) {
      return reader.finished();
    }
    return true;
  }

  private void drain() throws IOException {
    for (int drained = 0; !reader.finished() && drained <= MAX_DRAIN_BYTES; ) {
      drained += StreamOpener.RECORD_HEADER_LENGTH + next().body().remaining();
      reader.rest().position(reader.rest().limit());
    }
    if (!reader.finished()) {
      throw new IOException("too much in flight");
    }
  }

  @Override
  public void watchLoss(Consumer<IOException> told) {
    super.watchLoss(cause ->
        told.accept(cause instanceof TunnelException ? cause : new TunnelException.Lost(cause)));
  }

  /** The other leg's idle time counts: padding moves on this one while nothing else does. */
  @Override
  public void idleTimeout(Duration limit) {}

  /** A stream that ends without END is a reset to the peer anyway. */
  @Override
  public void resetUnlessClosed() {}

  @Override
  public void deliverAll() {}

  @Override
  public void recycle() {}
}
