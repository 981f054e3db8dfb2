package io.culvert.net.dns;

import io.culvert.runtime.Blocking;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.hosts.HostsFileParser;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;

/**
 * Sends questions to name servers with dnsjava; no thread waits for the answers. A and AAAA queries
 * are sent together (RFC 8305 section 3): after the first answer the other query has the Resolution
 * Delay of 50 ms left. Thread-safe.
 */
final class DnsClient {
  private static final Duration RESOLUTION_DELAY = Duration.ofMillis(50);

  /**
   * The longest lifetime of an answer by way of an alias (CNAME), whose own lifetime, which may be
   * shorter than that of the addresses, dnsjava does not tell.
   */
  private static final long ALIAS_SECONDS = 10;

  /** How often a question is sent within its time-out, since UDP loses datagrams. */
  private static final int ATTEMPTS = 3;

  /**
   * A look-up that is running.
   *
   * @param answer complete once no more is worth waiting for; never fails
   * @param all complete once both families ended and their sockets are closed; never fails
   */
  record LookUp(CompletableFuture<Answer> answer, CompletableFuture<Answer> all) {}

  private final List<InetSocketAddress> servers;
  private final Duration timeout;
  private final ReentrantLock sessionLock = new ReentrantLock();
  private final Blocking settings = new Blocking("name servers", 1);
  private volatile LookupSession session;

  /**
   * @param servers the name servers; empty for those of the system
   * @param timeout the limit for one name, all servers and attempts together
   */
  DnsClient(List<InetSocketAddress> servers, Duration timeout) {
    this.servers = servers;
    this.timeout = timeout;
  }

  /**
   * Creates the session, once: reads the system's resolver settings and hosts file. Blocks
   * meanwhile.
   */
  void prepare() throws IOException, InterruptedException {
    if (session != null) {
      return;
    }
    sessionLock.lockInterruptibly();
    try {
      if (session == null) {
        session = settings.call(() -> makeSession(servers, timeout));
      }
    } finally {
      sessionLock.unlock();
    }
  }

  /** Creates the session and loads the classes that the first question needs. Blocks meanwhile. */
  void rehearse() throws IOException, InterruptedException {
    prepare();
    settings.call(() -> {
      Rehearsal.run();
      return null;
    });
  }

  /** Creates a session without dnsjava's cache, since {@link DnsResolver} has its own. */
  private static LookupSession makeSession(List<InetSocketAddress> servers, Duration timeout)
      throws IOException {
    List<InetSocketAddress> asked =
        servers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : servers;
    List<org.xbill.DNS.Resolver> resolvers = new ArrayList<>();
    for (InetSocketAddress server : asked) {
      var resolver = new SimpleResolver(server);
      resolver.setTimeout(timeout.dividedBy(ATTEMPTS));
      resolvers.add(resolver);
    }
    var upstream = new ExtendedResolver(resolvers);
    upstream.setTimeout(timeout);
    upstream.setRetries(ATTEMPTS);
    return LookupSession.builder()
        .resolver(upstream)
        .hostsFileParser(new HostsFileParser())
        .build();
  }

  /** Starts a look-up. {@link #prepare} must have returned. */
  LookUp lookUp(Name name) {
    CompletableFuture<Answer> six = ask(name, Type.AAAA);
    CompletableFuture<Answer> four = ask(name, Type.A);
    CompletableFuture<Answer> both = six.thenCombine(four, Answer::and);
    CompletableFuture<Answer> answer = both.copy();
    six.thenAccept(found -> endSoon(answer, found));
    four.thenAccept(found -> endSoon(answer, found));
    answer.completeOnTimeout(Answer.NONE, timeout.toMillis(), TimeUnit.MILLISECONDS);
    return new LookUp(answer, both);
  }

  private static void endSoon(CompletableFuture<Answer> answer, Answer found) {
    if (!found.isEmpty()) {
      answer.completeOnTimeout(found, RESOLUTION_DELAY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private CompletableFuture<Answer> ask(Name name, int type) {
    return session
        .lookupAsync(name, type, DClass.IN)
        .thenApply(DnsClient::answer)
        .exceptionally(failure -> Answer.NONE)
        .toCompletableFuture();
  }

  private static Answer answer(LookupResult result) {
    List<Record> records = result.getRecords();
    return new Answer(
        records.stream().map(DnsClient::address).toList(),
        lifetime(records, !result.getAliases().isEmpty()));
  }

  static Duration lifetime(List<Record> records, boolean aliased) {
    long seconds = records.stream().mapToLong(Record::getTTL).min().orElse(0);
    return Duration.ofSeconds(aliased ? Math.min(seconds, ALIAS_SECONDS) : seconds);
  }

  private static InetAddress address(Record record) {
    return switch (record) {
      case AAAARecord aaaa -> aaaa.getAddress();
      case ARecord a -> a.getAddress();
      default -> throw new IllegalStateException("asked for an address, got " + record.getType());
    };
  }
}
