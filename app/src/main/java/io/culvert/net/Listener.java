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
 * Accepts TCP connections and runs each in a task of its own scope. A permit comes before each
 * accept: at the limit, new peers wait in the backlog and the listener costs nothing. {@link #run}
 * is for one thread; {@link #close} for any.
 */
public final class Listener implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Listener.class.getName());
  private static final int BACKLOG = 4096;

  /** At the limit no accept is there to be woken by close: look for it this often. */
  private static final long LOOK_MILLIS = 100;

  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LONGEST_PAUSE_MILLIS = 1000;

  /** At the edge, accepts fail and succeed by turns: that is one event for the log. */
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  /**
   * What becomes of one accepted connection; the listener closes it afterwards, or resets it after
   * an exception or an interrupt.
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
  private long troubleNanos = System.nanoTime() - QUIET_NANOS;

  /**
   * Binds at once.
   *
   * @throws BindException which names the address
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

  /** Connections open now. */
  public int open() {
    return open.get();
  }

  /**
   * Accepts until closed, then waits out the drain, interrupts what is left, and returns when all
   * tasks have ended. An interrupt closes at once.
   */
  public void run(Handler handler) throws InterruptedException {
    try (var scope = TaskScope.openSpread(name)) {
      while (readiness.isOpen()) {
        if (!permits.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
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
      if (permits.tryAcquire(limit, drain.toMillis(), TimeUnit.MILLISECONDS)) {
        permits.release(limit);
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

  /**
   * What did not end in order ends as a reset. Its place is free for another then, come what may.
   */
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
    } catch (ClosedChannelException e) {
      return null;
    } catch (InterruptedWaitException e) {
      close(); // run ends by the interrupt.
      return null;
    } catch (IOException e) {
      pause(e);
      return null;
    }
  }

  /** Out of descriptors or memory: say it once, let the others end, try again. */
  private void pause(IOException cause) throws InterruptedException {
    long now = System.nanoTime();
    if (now - troubleNanos >= QUIET_NANOS) {
      LOG.log(Level.WARNING, name + ": cannot accept now, trying again: " + cause.getMessage());
    }
    troubleNanos = now;
    pauseMillis = Math.clamp(pauseMillis * 2, FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
    Thread.sleep(pauseMillis);
  }

  /** Stops accepting now; the connections that are open may go on for as long as {@code drain}. */
  public void drain(Duration drain) {
    this.drain = drain;
    close();
  }

  @Override
  public void close() {
    readiness.close();
  }
}
