package io.culvert.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A byte stream with two independent directions: a socket, what wraps one, or a stream of the
 * tunnel. One thread may receive while another writes; {@link #reset} and {@link #close} may come
 * from any thread. An interrupt ends a wait and leaves the connection open for its owner.
 *
 * <p>The contract of half-close: {@code null} from {@link #receive} means that the peer said it is
 * done and that every byte before was delivered; {@link #endOutput} says the same to the peer.
 * Whatever ends without that is an IOException here and must be a {@link #reset} towards the other
 * side.
 */
public interface Connection extends AutoCloseable {
  /**
   * Blocks for the next bytes. The buffer is the connection's own and valid until the next call,
   * which returns first what its reader left in it.
   *
   * @return at least one byte, or null at the clean end of the stream
   */
  ByteBuffer receive() throws IOException;

  /**
   * One blocking read into the caller's buffer, past the connection's own, in which nothing may be
   * left.
   *
   * @return how many bytes; -1 at the clean end of the stream
   */
  int read(ByteBuffer to) throws IOException;

  /**
   * A read that gives up without ending the connection.
   *
   * @throws java.net.SocketTimeoutException if nothing came in time
   */
  int read(ByteBuffer to, Duration patience) throws IOException;

  /**
   * Whether the last read emptied the network's buffers, so that the next one will wait. A reader
   * that calls {@link #awaitInput} first needs no buffer of its own during that wait.
   */
  boolean isDrained();

  /** Whether bytes arrive in bulk, so that a large buffer is worth its room. */
  boolean isBulk();

  /** Blocks until a read has something to return, be it the end. */
  void awaitInput() throws IOException;

  /** Blocks until all of {@code data} is handed to the network. */
  void write(ByteBuffer data) throws IOException;

  /** Says that no more bytes follow; the other direction goes on. */
  void endOutput() throws IOException;

  /**
   * Aborts both directions so that the peer sees a reset, never a clean end. Does not wait for the
   * peer; may be called twice.
   */
  void reset();

  /** Ends the connection in order; for its owner, when both directions have ended. */
  @Override
  void close();

  boolean isOpen();

  /**
   * From now on, all blocking steps together may take this long. Then the connection closes, and
   * whoever is blocked gets a {@link DeadlineExceededException}.
   */
  void deadline(Duration limit);

  void noDeadline();

  /** The connection ends when no byte moves in either direction for this long. */
  void idleTimeout(Duration limit);

  /**
   * Makes every end from here on a reset, whoever causes it, the death of this process included,
   * until {@link #close}: an application must never take a cut transfer for a complete one.
   */
  void resetUnlessClosed() throws IOException;

  /**
   * Takes {@link #resetUnlessClosed} back: all that was written belongs to the peer, however slowly
   * it reads, and whoever closes.
   */
  void deliverAll() throws IOException;

  /** Gives the receive buffer back; for the one reader, when it has taken all. */
  void recycle();

  InetSocketAddress localAddress() throws IOException;

  InetSocketAddress remoteAddress() throws IOException;

  /**
   * Tells that the calling thread will wait for this connection from now on, while nobody else
   * does. Its waits may cost less afterwards.
   */
  default void adopt() {}

  /** Whether {@link #adopt} by the calling thread would change nothing. */
  default boolean isAdopted() {
    return true;
  }

  /**
   * The same bytes as {@link #receive}, for readers of exact lengths; what they leave stays for
   * receive.
   */
  default InputStream input() {
    return new ConnectionInput(this);
  }

  /** {@link #write} as a stream; to close it does nothing. */
  default OutputStream output() {
    return new ConnectionOutput(this);
  }
}
