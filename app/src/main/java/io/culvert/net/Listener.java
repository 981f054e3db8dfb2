package io.culvert.net;

import io.culvert.runtime.TaskScope;
import io.culvert.runtime.carrier.InterruptedWaitException;
import io.culvert.runtime.carrier.Readiness;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Accepts TCP connections and serves each in a task of its scope. Each accept needs a permit: at
 * the connection limit new peers wait in the backlog and cost nothing. One thread calls {@link
 * #run}; any thread may call {@link #close}.
 */
public final class Listener implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Listener.class.getName());
  private static final int BACKLOG = 4096;

  /**
   * The interval of checks for a close at the connection limit, where no accept waits that a close
   * could wake.
   */
  private static final long CLOSE_CHECK_MILLIS = 100;

  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long MAX_PAUSE_MILLIS = 1000;

  /**
   * The shortest time between two warnings: when descriptors run short accepts fail and succeed in
   * turn.
   */
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  /**
   * Serves one accepted connection. The listener closes the connection afterwards, or resets it
   * after an exception or an interrupt.
   */
  @FunctionalInterface
  public interface Handler {
    void handle(Connection connection, long number) throws IOException, InterruptedException;
  }

  private final String name;
  private final Deadlines deadlines;
  private final int limit;
  private final Semaphore permits;
  private final AtomicInteger open = new AtomicInteger();
  private final ServerSocketChannel channel;
  private final Readiness readiness;
  private volatile Duration drain = Duration.ZERO;
  private long accepted;
  private long pauseMillis;
  private long lastFailureNanos = System.nanoTime() - QUIET_NANOS;

  /**
   * Binds the address.
   *
   * @throws BindException if the address cannot be bound
   */
  public Listener(String name, InetSocketAddress address, int limit, Deadlines deadlines)
      throws IOException {
    this.name = name;
    this.deadlines = deadlines;
    this.limit = limit;
    this.permits = new Semaphore(limit);
    this.channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(address, BACKLOG);
      this.readiness = new Readiness(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  public InetSocketAddress address() throws IOException {
    return (InetSocketAddress) channel.getLocalAddress();
  }

  /** The number of open connections. */
  public int open() {
    return open.get();
  }

  /**
   * Accepts until closed. Then refuses connections, waits for open ones within the drain time,
   * interrupts the rest, and returns when all tasks have ended. An interrupt closes the listener at
   * once.
   */
  public void run(Handler handler) throws InterruptedException {
    try (var scope = TaskScope.openSpread(name)) {
      try {
        acceptAll(scope, handler);
      } finally {
        readiness.closeNow();
      }
      if (permits.tryAcquire(limit, drain.toMillis(), TimeUnit.MILLISECONDS)) {
        permits.release(limit);
      }
    }
  }

  private void acceptAll(TaskScope scope, Handler handler) throws InterruptedException {
    while (readiness.isOpen()) {
      if (!permits.tryAcquire(CLOSE_CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
        continue;
      }
      SocketChannel peer = accept();
      if (peer == null) {
        permits.release();
      } else {
        long number = ++accepted;
        open.incrementAndGet();
        scope.fork(name + " " + number, () -> serve(handler, peer, number));
      }
    }
  }

  private void serve(Handler handler, SocketChannel peer, long number)
      throws IOException, InterruptedException {
    TcpConnection connection = null;
    try {
      connection = new TcpConnection(peer, deadlines);
      handler.handle(connection, number);
      if (!Thread.currentThread().isInterrupted()) {
        connection.close();
      }
    } catch (RuntimeException | Error e) {
      report(e, number);
    } finally {
      end(connection, peer);
    }
  }

  private void report(Throwable bug, long number) {
    LOG.log(Level.ERROR, name + " " + number + ": a bug ended this connection", bug);
  }

  /** Resets a connection that is still open, and releases its permit even if that fails. */
  private void end(TcpConnection connection, SocketChannel peer) throws IOException {
    try {
      if (connection != null) {
        connection.reset();
        connection.recycle();
      } else {
        peer.close();
      }
    } finally {
      open.decrementAndGet();
      permits.release();
    }
  }

  private SocketChannel accept() throws InterruptedException {
    try {
      SocketChannel peer = readiness.until(SelectionKey.OP_ACCEPT, channel::accept);
      pauseMillis = 0;
      return peer;
    } catch (ClosedChannelException | InterruptedWaitException e) {
      return null; // An interrupt ends the wait for the next permit.
    } catch (IOException e) {
      pause(e);
      return null;
    }
  }

  /**
   * Handles a lack of descriptors or memory: warns once and pauses, so that open connections can
   * end before the next accept.
   */
  private void pause(IOException cause) throws InterruptedException {
    long now = System.nanoTime();
    if (now - lastFailureNanos >= QUIET_NANOS) {
      LOG.log(Level.WARNING, name + ": cannot accept now, trying again: " + cause.getMessage());
    }
    lastFailureNanos = now;
    pauseMillis = Math.clamp(pauseMillis * 2, FIRST_PAUSE_MILLIS, MAX_PAUSE_MILLIS);
    Thread.sleep(pauseMillis);
  }

  /** Stops accepting. Open connections may continue for at most {@code drain}. */
  public void drain(Duration drain) {
    this.drain = drain;
    close();
  }

  @Override
  public void close() {
    readiness.close();
  }
}
