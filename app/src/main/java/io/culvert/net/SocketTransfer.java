package io.culvert.net;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

/**
 * Reads and writes a connected, non-blocking channel, and never takes a lost connection for one
 * that ended. Linux tells the loss of a connection to one call only, a read or a write; whoever
 * reads after that finds the end of the stream. One thread may read while another writes.
 */
final class SocketTransfer {
  private final SocketChannel channel;
  private final Object writing = new Object();

  /** Whether a call has failed while this side had neither closed nor ended its output. */
  private volatile boolean lost;

  /** The reader's: the peer's FIN, once read as such, stays a clean end. */
  private boolean ended;

  SocketTransfer(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * One read of what has arrived, into a buffer with room.
   *
   * @return how many bytes; 0 if none are there yet, -1 at the end of the stream
   * @throws ClosedChannelException after the channel's close
   * @throws IOException when the connection is lost, whichever direction noticed first
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
   * One write of as much as the socket takes.
   *
   * @return how many bytes; 0 if the socket has no room now
   * @throws ClosedChannelException after the channel's close or the end of its output
   * @throws IOException when the connection is lost, or the peer takes no more
   */
  int write(ByteBuffer from) throws IOException {
    synchronized (writing) {
      try {
        return channel.write(from);
      } catch (IOException e) {
        throw noted(e);
      }
    }
  }

  /** What this side has done itself takes nothing from the bytes that are yet to be read. */
  private IOException noted(IOException e) {
    if (!(e instanceof ClosedChannelException)) {
      lost = true;
    }
    return e;
  }

  /** Waits for a write that is under way: it may be the call that was told of the loss. */
  private int end() throws SocketException {
    synchronized (writing) {
      ended |= !lost;
    }
    if (!ended) {
      throw new SocketException("the connection was lost");
    }
    return -1;
  }
}
