package io.culvert.net;

import io.culvert.runtime.TaskScope;
import io.culvert.runtime.carrier.InterruptedWaitException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Connects to the first of several addresses that answers (Happy Eyeballs, RFC 8305 section 5). The
 * address families alternate. Each attempt starts 250 ms after the previous one, or as soon as that
 * one has failed. Thread-safe.
 */
public final class Dialer {
  static final Duration ATTEMPT_DELAY = Duration.ofMillis(250);
  private static final int MAX_ATTEMPTS = 8;

  private final Deadlines deadlines;
  private final Duration timeout;

  /**
   * @param timeout the limit of all attempts together
   */
  public Dialer(Deadlines deadlines, Duration timeout) {
    this.deadlines = deadlines;
    this.timeout = timeout;
  }

  /**
   * @throws DeadlineExceededException if no attempt was answered in time
   * @throws ConnectFailedException if every attempt failed, with the failure of the preferred
   *     address
   */
  public Connection dial(List<InetAddress> addresses, int port)
      throws IOException, InterruptedException {
    return addresses.size() == 1
        ? attempt(new InetSocketAddress(addresses.getFirst(), port), timeout)
        : race(interleave(addresses), port);
  }

  /** Alternates the families, IPv6 first; returns at most {@value #MAX_ATTEMPTS} addresses. */
  static List<InetAddress> interleave(List<InetAddress> addresses) {
    List<InetAddress> sixes = addresses.stream().filter(Inet6Address.class::isInstance).toList();
    List<InetAddress> fours = addresses.stream().filter(a -> !(a instanceof Inet6Address)).toList();
    List<InetAddress> mixed = new ArrayList<>();
    for (int i = 0; i < Math.max(sixes.size(), fours.size()); i++) {
      if (i < sixes.size()) {
        mixed.add(sixes.get(i));
      }
      if (i < fours.size()) {
        mixed.add(fours.get(i));
      }
    }
    return mixed.subList(0, Math.min(MAX_ATTEMPTS, mixed.size()));
  }

  private TcpConnection race(List<InetAddress> order, int port)
      throws IOException, InterruptedException {
    var race = new Race(order, port);
    Queue<TcpConnection> opened = race.opened;
    TcpConnection winner = null;
    try {
      winner = TaskScope.firstSuccess("dial", race.attempts(), timeout);
      return winner;
    } catch (TimeoutException e) {
      throw race.failure(new DeadlineExceededException("no answer to connect"));
    } catch (IOException e) {
      throw race.failure(e);
    } finally {
      // A loser may have connected just before it was interrupted.
      for (var one : opened) {
        if (one != winner) {
          one.reset();
        }
      }
    }
  }

  /** One race: an attempt starts when the previous one has failed or has used up its head start. */
  private final class Race {
    private final List<InetAddress> order;
    private final int port;
    private final Queue<TcpConnection> opened = new ConcurrentLinkedQueue<>();
    private final IOException[] failures;
    private final List<CountDownLatch> started;
    private final List<CountDownLatch> failed;

    Race(List<InetAddress> order, int port) {
      this.order = order;
      this.port = port;
      this.failures = new IOException[order.size()];
      this.started = latches(order.size());
      this.failed = latches(order.size());
    }

    private static List<CountDownLatch> latches(int count) {
      return Stream.generate(() -> new CountDownLatch(1)).limit(count).toList();
    }

    List<Callable<TcpConnection>> attempts() {
      List<Callable<TcpConnection>> attempts = new ArrayList<>();
      for (int i = 0; i < order.size(); i++) {
        int turn = i;
        attempts.add(() -> run(turn));
      }
      return attempts;
    }

    /**
     * Returns the failure of the preferred address, or {@code end} if that address gave no answer.
     */
    IOException failure(IOException end) {
      IOException first = failures[0];
      // An interrupted attempt was cut short by the end of the race and did not fail itself.
      return first == null || first instanceof InterruptedWaitException ? end : first;
    }

    private TcpConnection run(int turn) throws IOException, InterruptedException {
      if (turn > 0) {
        started.get(turn - 1).await();
        failed.get(turn - 1).await(ATTEMPT_DELAY.toMillis(), TimeUnit.MILLISECONDS);
      }
      started.get(turn).countDown();
      try {
        var connection = attempt(new InetSocketAddress(order.get(turn), port), timeout);
        opened.add(connection);
        return connection;
      } catch (IOException e) {
        failures[turn] = e;
        failed.get(turn).countDown();
        throw e;
      }
    }
  }

  private TcpConnection attempt(InetSocketAddress address, Duration limit) throws IOException {
    SocketChannel channel = channel(address.getAddress());
    TcpConnection connection = null;
    try {
      connection = new TcpConnection(channel, deadlines);
      connection.deadline(limit);
      connection.connect(address);
      connection.noDeadline();
      return connection;
    } catch (IOException e) {
      close(connection, channel);
      throw e;
    }
  }

  /**
   * Opens a channel of the address's family, which takes one system call less than a dual-stack
   * channel.
   */
  private static SocketChannel channel(InetAddress address) throws IOException {
    try {
      return SocketChannel.open(Route.family(address));
    } catch (UnsupportedOperationException e) {
      throw new ConnectFailedException(ConnectFailure.FAMILY_UNAVAILABLE, e);
    }
  }

  private static void close(TcpConnection connection, SocketChannel channel) throws IOException {
    if (connection != null) {
      connection.close();
    } else {
      channel.close();
    }
  }
}
