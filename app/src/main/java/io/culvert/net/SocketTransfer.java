package io.culvert.net;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads and writes a connected, non-blocking channel and never reports a lost connection as a clean
 * end. Linux reports the loss of a connection to a single call, a read or a write; later reads
 * return the end of the stream. One thread may read while another writes.
 */
final class SocketTransfer {
  private final SocketChannel channel;
  private final ReentrantLock writing = new ReentrantLock();

  /**
   * Whether a call failed although this side had neither closed the channel nor ended its output.
   */
  private volatile boolean lost;

  /**
   * Whether the peer's FIN was read; the end stays clean from then on. Only the reader uses this
   * field.
   */
  private boolean ended;

  SocketTransfer(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Reads the bytes that have arrived into a buffer that is not full.
   *
   * @return the number of bytes; 0 if none have arrived, -1 at the end of the stream
   * @throws ClosedChannelException after the channel's close
   * @throws IOException if the connection is lost, even if a write was told first
   */
  int read(ByteBuffer to) throws IOException {
    int n;
    try {
      n = channel.read(to);
    } catch (IOException e) {
      throw noted(e);
    }
    return n < 0 ? end() : n;
  }

  /**
   * Writes as many bytes as the socket accepts.
   *
   * @return the number of bytes; 0 if the socket's buffer is full
   * @throws ClosedChannelException after the channel's close or the end of its output
   * @throws IOException if the connection is lost, or the peer accepts no more bytes
   */
  int write(ByteBuffer from) throws IOException {
    writing.lock();
    try {
      return channel.write(from);
    } catch (IOException e) {
      throw noted(e);
    } finally {
      writing.unlock();
    }
  }

  /**
   * Records a loss. A close or the end of output by this side is none: the bytes that have arrived
   * stay readable.
   */
  private IOException noted(IOException e) {
    if (!(e instanceof ClosedChannelException)) {
      lost = true;
    }
    return e;
  }

  /** Waits for a write in progress, because Linux may have reported the loss to that write. */
  private int end() throws SocketException {
    writing.lock();
    try {
      ended |= !lost;
    } finally {
      writing.unlock();
    }
    if (!ended) {
      throw new SocketException("the connection was lost");
    }
    return -1;
  }
}
