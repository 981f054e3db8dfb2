package io.culvert.net.dns;

import io.culvert.runtime.FairPermits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * Resolves names with dnsjava, which parks the calling virtual thread; InetAddress would block its
 * carrier. Concurrent look-ups of one name share one question, answers and failures are cached, and
 * the look-ups that may run at once are shared out fairly among askers. Special-use names (RFC
 * 6761) are never sent to a name server. Thread-safe.
 */
public final class DnsResolver implements Resolver, SharedResolver {
  private final DnsClient client;
  private final Duration timeout;
  private final FairPermits permits;
  private final AnswerCache cache = new AnswerCache(System::nanoTime);
  private final ConcurrentMap<String, CompletableFuture<Answer>> underWay =
      new ConcurrentHashMap<>();

  /**
   * @param servers the name servers; empty for those of the system
   * @param timeout the limit for one name, all servers and retries together
   * @param parallel how many look-ups may run at once; further ones wait within their time-out
   */
  public DnsResolver(List<InetSocketAddress> servers, Duration timeout, int parallel) {
    this.client = new DnsClient(servers, timeout);
    this.timeout = timeout;
    this.permits = new FairPermits(parallel);
  }

  /**
   * Does ahead of time what the first look-up would wait for: settings are read and dnsjava's
   * classes are loaded. Blocks meanwhile; no name server is asked.
   */
  public void prepare() throws IOException, InterruptedException {
    client.rehearse();
  }

  /** Resolves for an asker without a name. */
  @Override
  public List<InetAddress> resolve(String name) throws IOException, InterruptedException {
    return resolve(name, "");
  }

  @Override
  public List<InetAddress> resolve(String name, String asker)
      throws IOException, InterruptedException {
    String host = canonical(name);
    if (host.isEmpty()) {
      throw new UnknownHostException("the root is no host");
    }
    if (host.equals("localhost") || host.endsWith(".localhost")) {
      return List.of(
          InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1}),
          InetAddress.getByAddress(
              name, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
    }
    if (host.equals("invalid") || host.endsWith(".invalid") || host.endsWith(".onion")) {
      throw new UnknownHostException("no such name");
    }
    return found(answer(host, asker));
  }

  @Override
  public void forget(String name) {
    cache.forget(canonical(name));
  }

  private static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** How many names are being looked up. */
  int underWay() {
    return underWay.size();
  }

  private static List<InetAddress> found(Answer answer) throws UnknownHostException {
    if (answer.isEmpty()) {
      throw new UnknownHostException("no address for this name");
    }
    return answer.addresses();
  }

  private Answer answer(String host, String asker) throws IOException, InterruptedException {
    Optional<Answer> cached = cache.get(host);
    if (cached.isPresent()) {
      return cached.get();
    }
    long end = System.nanoTime() + timeout.toNanos();
    CompletableFuture<Answer> asked = underWay.get(host);
    return within(asked != null ? asked : ask(host, asker, end), end);
  }

  /** Starts a look-up, unless another caller did so while this one waited for a permit. */
  private CompletableFuture<Answer> ask(String host, String asker, long end)
      throws IOException, InterruptedException {
    Name name = absolute(host);
    client.prepare();
    if (!permits.tryAcquire(asker, end)) {
      throw new UnknownHostException("too many look-ups under way");
    }
    var mine = new CompletableFuture<Answer>();
    CompletableFuture<Answer> others = underWay.putIfAbsent(host, mine);
    if (others != null) {
      permits.release(asker);
      return others;
    }
    Optional<Answer> cached = cache.get(host); // Its look-up may have ended since it was missed.
    if (cached.isPresent()) {
      permits.release(asker);
      underWay.remove(host, mine);
      mine.complete(cached.get());
    } else {
      start(name, host, asker, mine);
    }
    return mine;
  }

  /** The look-up runs on when the caller that started it leaves, since others may wait for it. */
  private void start(Name name, String host, String asker, CompletableFuture<Answer> waiting) {
    boolean started = false;
    try {
      DnsClient.LookUp lookUp = client.lookUp(name);
      lookUp.answer().thenAccept(answer -> answered(host, waiting, answer));
      lookUp.all().thenAccept(all -> ended(host, asker, all));
      started = true;
    } finally {
      if (!started) {
        permits.release(asker);
        answered(host, waiting, Answer.NONE);
      }
    }
  }

  private void answered(String host, CompletableFuture<Answer> waiting, Answer answer) {
    cache.put(host, answer);
    underWay.remove(host, waiting);
    waiting.complete(answer);
  }

  /** The second family may have come after the answer: the next caller gets both. */
  private void ended(String host, String asker, Answer all) {
    permits.release(asker);
    if (!all.isEmpty()) {
      cache.put(host, all);
    }
  }

  private static Name absolute(String host) throws UnknownHostException {
    try {
      return Name.fromString(host + ".");
    } catch (TextParseException e) {
      throw new UnknownHostException("not a domain name");
    }
  }

  private static Answer within(CompletableFuture<Answer> answer, long end)
      throws InterruptedException {
    try {
      return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return Answer.NONE;
    }
  }
}
