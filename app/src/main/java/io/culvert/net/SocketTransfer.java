package io.culvert.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

/**
 * Moves bytes between heap buffers and a connected, non-blocking socket, and never takes a lost
 * connection for one that ended. The channel still opens, connects, shuts down and closes.
 *
 * <p>One thread may read while another writes. {@link #close} may come from any; it waits for the
 * call that is under way, so that no call meets a descriptor that is another socket's by then.
 * Nothing but these calls is done under the locks: a carrier may wait for them.
 */
final class SocketTransfer implements Closeable {
  private final SocketChannel channel;
  private final SocketCalls calls;
  private final Object reading = new Object();
  private final Object writing = new Object();

  /**
   * What the connection was lost by. The system tells it once, to whoever calls next, and lets
   * readers find an end from then on.
   */
  private volatile IOException lost;

  SocketTransfer(SocketChannel channel) {
    this.channel = channel;
    this.calls = new SocketCalls(channel);
  }

  /**
   * One read of what is there, into a buffer with room.
   *
   * @return how many bytes; 0 if none are there yet, -1 at the end of the stream
   * @throws ClosedChannelException after {@link #close}
   * @throws IOException when the connection is lost, whichever direction came to know it first
   */
  int read(ByteBuffer to) throws IOException {
    int n;
    synchronized (reading) {
      check();
      try {
        n = calls.read(to);
      } catch (IOException e) {
        throw remembered(e);
      }
    }
    return n < 0 ? end() : n;
  }

  /**
   * One write of as much as the socket takes.
   *
   * @return how many bytes; 0 if the socket has no room now
   * @throws ClosedChannelException after {@link #close}
   * @throws IOException when the connection is lost, or the peer takes no more
   */
  int write(ByteBuffer from) throws IOException {
    synchronized (writing) {
      check();
      try {
        return calls.write(from);
      } catch (IOException e) {
        throw remembered(e);
      }
    }
  }

  private void check() throws ClosedChannelException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
  }

  /**
   * Before the lock is free. This side's own end and a peer that takes no more take nothing from
   * what there is yet to read.
   */
  private IOException remembered(IOException e) {
    if (!(e instanceof ClosedChannelException) && !SocketCalls.isBrokenPipe(e)) {
      lost = e;
    }
    return e;
  }

  /** The result of a read that found the end: a clean one if no write met the loss before it. */
  private int end() throws IOException {
    IOException cause;
    synchronized (writing) {
      cause = lost;
    }
    if (cause != null) {
      throw new SocketException(cause.getMessage());
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    synchronized (reading) {
      synchronized (writing) {
        channel.close();
      }
    }
  }
}
