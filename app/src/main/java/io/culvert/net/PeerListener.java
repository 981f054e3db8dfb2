package io.culvert.net;

import io.culvert.runtime.TaskScope;
import io.culvert.runtime.carrier.Readiness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Listens for one TCP connection from an expected host, for a bounded time. Connections from other
 * hosts are reset. Not thread-safe.
 */
public final class PeerListener implements AutoCloseable, Deadlines.Watched {
  /** Other hosts must not keep the expected peer out of the queue. */
  private static final int BACKLOG = 16;

  private final ServerSocketChannel channel;
  private final Readiness readiness;
  private final Deadlines deadlines;
  private final long deadlineNanos;
  private volatile boolean expired;

  private PeerListener(ServerSocketChannel channel, Deadlines deadlines, Duration limit)
      throws IOException {
    this.readiness = new Readiness(channel);
    this.channel = channel;
    this.deadlines = deadlines;
    this.deadlineNanos = System.nanoTime() + limit.toNanos();
    deadlines.watch(this);
  }

  /** Binds to a free port. */
  public static PeerListener bind(InetAddress address, Deadlines deadlines, Duration limit)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.bind(new InetSocketAddress(address, 0), BACKLOG);
      return new PeerListener(channel, deadlines, limit);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  public InetSocketAddress address() throws IOException {
    return (InetSocketAddress) channel.getLocalAddress();
  }

  /**
   * Blocks until the peer connects.
   *
   * @throws DeadlineExceededException if it did not connect in time
   */
  public Connection accept(Predicate<InetAddress> expected) throws IOException {
    while (true) {
      SocketChannel peer = accept();
      var connection = new TcpConnection(peer, deadlines);
      if (expected.test(connection.remoteAddress().getAddress())) {
        return connection;
      }
      connection.reset();
    }
  }

  private SocketChannel accept() throws IOException {
    try {
      return readiness.until(SelectionKey.OP_ACCEPT, channel::accept);
    } catch (ClosedChannelException e) {
      throw expired ? new DeadlineExceededException("no peer came") : e;
    }
  }

  @Override
  public void tick(long nanos, TaskScope work) {
    if (nanos - deadlineNanos >= 0) {
      expired = true;
      readiness.close();
    }
  }

  /**
   * Returns when the port is released, so that a client which is told the outcome afterwards finds
   * the port closed.
   */
  @Override
  public void close() {
    deadlines.remove(this);
    readiness.closeNow();
  }
}
