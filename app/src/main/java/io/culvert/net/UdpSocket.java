package io.culvert.net;

import io.culvert.runtime.TaskScope;
import io.culvert.runtime.carrier.Readiness;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A UDP socket for many peers. It closes when no datagram has moved for its idle time, and the
 * blocked reader gets a {@link DeadlineExceededException}. One thread may receive while others
 * send.
 */
public final class UdpSocket implements AutoCloseable, Deadlines.Watched {
  /** The longest payload of a datagram over IPv4: 65,535 less the headers of IPv4 and UDP. */
  public static final int MAX_PAYLOAD_LENGTH = 65_507;

  /**
   * The requested size of the socket's queues, which hold bursts until they are read; the system
   * may grant less.
   */
  private static final int QUEUE_BYTES = 1 << 20;

  private final DatagramChannel channel;
  private final Readiness readiness;
  private final ReentrantLock senders = new ReentrantLock();
  private final Deadlines deadlines;
  private final long idleNanos;
  private volatile long movedNanos = System.nanoTime();
  private volatile boolean expired;

  private UdpSocket(DatagramChannel channel, Deadlines deadlines, Duration idleTimeout)
      throws IOException {
    this.readiness = new Readiness(channel);
    this.channel = channel;
    this.deadlines = deadlines;
    this.idleNanos = idleTimeout.toNanos();
    deadlines.watch(this);
  }

  /**
   * @param address port 0 binds a free port; the wildcard address binds both families
   */
  public static UdpSocket bind(InetSocketAddress address, Deadlines deadlines, Duration idleTimeout)
      throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      queue(channel, StandardSocketOptions.SO_RCVBUF);
      queue(channel, StandardSocketOptions.SO_SNDBUF);
      channel.bind(address);
      return new UdpSocket(channel, deadlines, idleTimeout);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void queue(DatagramChannel channel, SocketOption<Integer> direction)
      throws IOException {
    channel.setOption(direction, Math.max(QUEUE_BYTES, channel.getOption(direction)));
  }

  public InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) channel.getLocalAddress();
  }

  /**
   * Blocks for the next datagram and copies as much of it into {@code to} as fits.
   *
   * @return the datagram's source
   */
  public InetSocketAddress receive(ByteBuffer to) throws IOException {
    try {
      SocketAddress source = readiness.until(SelectionKey.OP_READ, () -> channel.receive(to));
      movedNanos = System.nanoTime();
      return (InetSocketAddress) source;
    } catch (ClosedChannelException e) {
      throw expired ? new DeadlineExceededException("no datagram moved for too long") : e;
    }
  }

  /**
   * Hands one datagram to the network.
   *
   * @throws IOException if the system refused this datagram, or the socket is closed
   */
  public void send(ByteBuffer datagram, InetSocketAddress to) throws IOException {
    while (channel.send(datagram, to) == 0 && datagram.hasRemaining()) {
      awaitRoom();
    }
    movedNanos = System.nanoTime();
  }

  private void awaitRoom() throws IOException {
    senders.lock();
    try {
      readiness.await(SelectionKey.OP_WRITE, Readiness.FOREVER);
    } finally {
      senders.unlock();
    }
  }

  public boolean isOpen() {
    return readiness.isOpen();
  }

  @Override
  public void tick(long nanos, TaskScope work) {
    if (nanos - movedNanos >= idleNanos) {
      expired = true;
      close();
    }
  }

  @Override
  public void close() {
    deadlines.remove(this);
    readiness.close();
  }
}
