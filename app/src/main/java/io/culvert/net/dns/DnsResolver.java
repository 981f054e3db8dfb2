package io.culvert.net.dns;

import io.culvert.runtime.Blocking;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.hosts.HostsFileParser;
import org.xbill.DNS.lookup.LookupSession;

/**
 * Resolves names with dnsjava, which parks the calling virtual thread; InetAddress would block its
 * carrier. A and AAAA queries are sent together (RFC 8305 section 3): after the first answer the
 * other query has the Resolution Delay of 50 ms left. Special-use names (RFC 6761) are never sent
 * to a name server.
 */
public final class DnsResolver implements Resolver {
  private static final long RESOLUTION_DELAY_NANOS = Duration.ofMillis(50).toNanos();

  private final List<InetSocketAddress> servers;
  private final Duration timeout;
  private final Semaphore permits;
  private final ReentrantLock sessionLock = new ReentrantLock();
  private final Blocking settings = new Blocking("name servers", 1);
  private LookupSession session;

  /**
   * @param servers the name servers; empty for those of the system
   * @param timeout the limit for one name, all servers and retries together
   * @param parallel how many look-ups may run at once; further ones wait within their time-out
   */
  public DnsResolver(List<InetSocketAddress> servers, Duration timeout, int parallel) {
    this.servers = servers;
    this.timeout = timeout;
    this.permits = new Semaphore(parallel);
  }

  /**
   * Creates the session at the first look-up: many processes never look up a name, and starting
   * dnsjava takes 30 ms.
   */
  private LookupSession session() throws IOException, InterruptedException {
    sessionLock.lock();
    try {
      if (session == null) {
        session = settings.call(() -> makeSession(servers, timeout));
      }
      return session;
    } finally {
      sessionLock.unlock();
    }
  }

  /** Creates a session; reads the system's resolver settings and hosts file, which blocks. */
  private static LookupSession makeSession(List<InetSocketAddress> servers, Duration timeout)
      throws IOException {
    var upstream =
        servers.isEmpty()
            ? new ExtendedResolver()
            : new ExtendedResolver(
                servers.stream().<org.xbill.DNS.Resolver>map(SimpleResolver::new).toList());
    upstream.setTimeout(timeout.dividedBy(2));
    upstream.setRetries(2);
    return LookupSession.defaultBuilder()
        .resolver(upstream)
        .hostsFileParser(new HostsFileParser())
        .build();
  }

  @Override
  public List<InetAddress> resolve(String name) throws IOException, InterruptedException {
    if (name.equals(".")) {
      throw new UnknownHostException("the root is no host");
    }
    String lower = name.toLowerCase(Locale.ROOT);
    String host = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    if (host.equals("localhost") || host.endsWith(".localhost")) {
      return List.of(
          InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1}),
          InetAddress.getByAddress(
              name, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
    }
    if (host.equals("invalid") || host.endsWith(".invalid") || host.endsWith(".onion")) {
      throw new UnknownHostException("no such name");
    }
    return ask(absolute(host));
  }

  private static Name absolute(String host) throws UnknownHostException {
    try {
      return Name.fromString(host + ".");
    } catch (TextParseException e) {
      throw new UnknownHostException("not a domain name");
    }
  }

  private List<InetAddress> ask(Name name) throws IOException, InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    if (!permits.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new UnknownHostException("too many look-ups under way");
    }
    try {
      LookupSession asked = session();
      List<InetAddress> found =
          both(lookUp(asked, name, Type.AAAA), lookUp(asked, name, Type.A), end);
      if (found.isEmpty()) {
        throw new UnknownHostException("no address for this name");
      }
      return found;
    } finally {
      permits.release();
    }
  }

  /**
   * Waits for both families; after the first address the other family has the Resolution Delay
   * left.
   */
  private static List<InetAddress> both(
      CompletableFuture<List<InetAddress>> six, CompletableFuture<List<InetAddress>> four, long end)
      throws InterruptedException {
    within(CompletableFuture.anyOf(six, four).thenApply(any -> List.of()), end);
    boolean some = hasAddress(six) || hasAddress(four);
    long limit = some ? Math.min(end, System.nanoTime() + RESOLUTION_DELAY_NANOS) : end;
    List<InetAddress> found = new ArrayList<>(within(six, limit));
    found.addAll(within(four, limit));
    return found;
  }

  private static boolean hasAddress(CompletableFuture<List<InetAddress>> answer) {
    return !answer.getNow(List.of()).isEmpty();
  }

  private static CompletableFuture<List<InetAddress>> lookUp(
      LookupSession session, Name name, int type) {
    return session
        .lookupAsync(name, type, DClass.IN)
        .thenApply(result -> result.getRecords().stream().map(DnsResolver::address).toList())
        .exceptionally(failure -> List.of())
        .toCompletableFuture();
  }

  private static InetAddress address(Record record) {
    return switch (record) {
      case AAAARecord aaaa -> aaaa.getAddress();
      case ARecord a -> a.getAddress();
      default -> throw new IllegalStateException("asked for an address, got " + record.getType());
    };
  }

  private static List<InetAddress> within(CompletableFuture<List<InetAddress>> answer, long end)
      throws InterruptedException {
    try {
      return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return List.of();
    }
  }
}
