package io.culvert.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A byte stream with two independent directions: a socket, a wrapper of one, or a stream of the
 * tunnel. One thread may receive while another writes; any thread may call {@link #reset} and
 * {@link #close}. An interrupt ends a wait and leaves the connection open.
 *
 * <p>The contract of half-close: {@code null} from {@link #receive} means that the peer ended its
 * output and that every byte before the end was delivered. {@link #endOutput} tells the peer the
 * same. A stream that ends otherwise throws an IOException, and a relay must pass that on as a
 * {@link #reset}.
 */
public interface Connection extends AutoCloseable {
  /**
   * Blocks for the next bytes. The buffer belongs to the connection and is valid until the next
   * call. Bytes that the reader leaves in the buffer are returned by the next call.
   *
   * @return at least one byte, or null at the clean end of the stream
   */
  ByteBuffer receive() throws IOException;

  /** Reads and discards the rest, to the clean end of the stream. */
  default void discard() throws IOException {
    for (ByteBuffer rest = receive(); rest != null; rest = receive()) {
      rest.position(rest.limit());
    }
  }

  /**
   * Reads once, blocking, into the caller's buffer. The connection's own buffer must be empty.
   *
   * @return the number of bytes; -1 at the clean end of the stream
   */
  int read(ByteBuffer to) throws IOException;

  /**
   * Like {@link #read(ByteBuffer)}, with a time limit that leaves the connection open.
   *
   * @throws java.net.SocketTimeoutException if no byte arrived in time
   */
  int read(ByteBuffer to, Duration patience) throws IOException;

  /**
   * Whether the last read emptied the socket's buffer, so that the next one probably waits. A
   * reader that calls {@link #awaitInput} first needs no buffer of its own during that wait.
   */
  boolean isDrained();

  /** Whether bytes arrive in bulk, so that a large buffer pays off. */
  boolean isBulk();

  /** Blocks until a read would return bytes or the end of the stream. */
  void awaitInput() throws IOException;

  /**
   * Like {@link #awaitInput()}, with a time limit that leaves the connection open.
   *
   * @throws java.net.SocketTimeoutException if nothing arrived in time
   */
  void awaitInput(Duration patience) throws IOException;

  /** Blocks until the network has accepted all of {@code data}. */
  void write(ByteBuffer data) throws IOException;

  /** Tells the peer that no more bytes follow. The other direction stays open. */
  void endOutput() throws IOException;

  /**
   * Aborts both directions: the peer sees a reset, never a clean end. Does not wait for the peer.
   * Further calls have no effect.
   */
  void reset();

  /** Closes the connection in order. Its owner calls this when both directions have ended. */
  @Override
  void close();

  boolean isOpen();

  /**
   * Limits the time of all blocking calls from now on, taken together. When it has passed the
   * connection closes, and blocked threads get a {@link DeadlineExceededException}.
   */
  void deadline(Duration limit);

  void noDeadline();

  /** Closes the connection when no byte moves in either direction for this long. */
  void idleTimeout(Duration limit);

  /**
   * Asks to be told, in another thread, when the connection is lost although nobody may be reading
   * or writing it: its time is up, its peer is gone, or {@link #lose} was called. Replaces who was
   * to be told before.
   */
  void watchLoss(Consumer<IOException> told);

  /** Nobody wants to be told any more. */
  void unwatchLoss();

  /** Resets the connection and tells of its loss. */
  void lose(IOException cause);

  /**
   * Turns every end other than {@link #close} into a reset, even the end of this process. An
   * application must never take a truncated transfer for a complete one.
   */
  void resetUnlessClosed() throws IOException;

  /**
   * Reverts {@link #resetUnlessClosed}: the system delivers all written bytes after any close,
   * however slowly the peer reads.
   */
  void deliverAll() throws IOException;

  /**
   * Returns the receive buffer to the pool. The reader calls this when it has consumed all bytes.
   */
  void recycle();

  InetSocketAddress localAddress() throws IOException;

  InetSocketAddress remoteAddress() throws IOException;

  /**
   * Declares that the calling thread will wait for this connection from now on, which may make its
   * waits cheaper. No other thread may be waiting meanwhile.
   */
  default void adopt() {}

  /** Whether {@link #adopt} by the calling thread would change nothing. */
  default boolean isAdopted() {
    return true;
  }

  /**
   * A stream of the bytes of {@link #receive}, for readers of exact lengths. Unread bytes stay
   * available to receive.
   */
  default InputStream input() {
    return new ConnectionInput(this);
  }

  /** A stream that calls {@link #write}. Its close has no effect. */
  default OutputStream output() {
    return new ConnectionOutput(this);
  }
}
