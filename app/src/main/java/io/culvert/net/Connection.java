package io.culvert.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * A byte stream with two independent directions. One thread may receive while another writes;
 * {@link #reset} and {@link #close} may come from any thread.
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

  /** Blocks until all of {@code data} is handed to the network. */
  void write(ByteBuffer data) throws IOException;

  /** Says that no more bytes follow; the other direction goes on. */
  void endOutput() throws IOException;

  /**
   * Aborts both directions so that the peer sees a reset, never a clean end. Never blocks for long,
   * may be called twice.
   */
  void reset();

  @Override
  void close();

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
