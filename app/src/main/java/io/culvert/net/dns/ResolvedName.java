package io.culvert.net.dns;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The addresses of one name, which a task looks up in advance and refreshes. {@link #addresses}
 * returns the last successful answer and waits only for the first look-up. One thread calls {@link
 * #run}; any thread may call {@link #addresses}.
 */
public final class ResolvedName {
  private static final Logger LOG = System.getLogger(ResolvedName.class.getName());
  private static final Duration REFRESH = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final String name;
  private final Resolver resolver;
  private final Duration refresh;
  private final Duration retry;
  private final CountDownLatch asked = new CountDownLatch(1);
  private volatile List<InetAddress> known = List.of();
  private boolean failing;

  public ResolvedName(String name, Resolver resolver) {
    this(name, resolver, REFRESH, RETRY);
  }

  ResolvedName(String name, Resolver resolver, Duration refresh, Duration retry) {
    this.name = name;
    this.resolver = resolver;
    this.refresh = refresh;
    this.retry = retry;
  }

  /**
   * Returns the last successful answer. Blocks only during the first look-up, whose time the
   * resolver limits.
   *
   * @throws UnknownHostException if no look-up has succeeded yet
   */
  public List<InetAddress> addresses() throws UnknownHostException, InterruptedException {
    asked.await();
    List<InetAddress> addresses = known;
    if (addresses.isEmpty()) {
      throw new UnknownHostException(name);
    }
    return addresses;
  }

  /** Looks up until interrupted. */
  public void run() throws InterruptedException {
    while (true) {
      lookUp();
      Thread.sleep(failing ? retry : refresh);
    }
  }

  private void lookUp() throws InterruptedException {
    try {
      known = resolver.resolve(name);
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        LOG.log(Level.WARNING, "cannot look up {0}: {1}", name, e.getMessage());
      }
      failing = true;
    } finally {
      asked.countDown();
    }
  }
}
