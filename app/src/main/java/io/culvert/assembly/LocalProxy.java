package io.culvert.assembly;

import io.culvert.auth.gss.GssAcceptor;
import io.culvert.config.LocalSettings;
import io.culvert.identity.Link;
import io.culvert.inbound.mixed.Associations;
import io.culvert.inbound.mixed.MixedInbound;
import io.culvert.inbound.mixed.Negotiation;
import io.culvert.metrics.Metrics;
import io.culvert.net.Deadlines;
import io.culvert.net.Dialer;
import io.culvert.net.Listener;
import io.culvert.net.dns.DnsResolver;
import io.culvert.net.dns.Resolver;
import io.culvert.outbound.culvert.CulvertOutbound;
import io.culvert.outbound.culvert.RateLimitedWarning;
import io.culvert.outbound.culvert.TunnelDialer;
import io.culvert.outbound.culvert.TunnelPool;
import io.culvert.proxy.Engine;
import io.culvert.proxy.Outbound;
import io.culvert.proxy.Router;
import io.culvert.runtime.Supervisor;
import io.culvert.runtime.Task;
import io.culvert.runtime.TaskScope;
import io.culvert.transport.LiteralsFirst;
import io.culvert.transport.Tcp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The application's side of the tunnel. {@link #start} binds, and {@link #run} serves in the
 * calling thread until another thread calls {@link #drain} or {@link #close}.
 */
public final class LocalProxy implements AutoCloseable {
  private static final Duration DNS_TIMEOUT = Duration.ofSeconds(5);
  private static final int DNS_LOOKUPS = 16;

  /**
   * The time that a reply may take beyond the connect time-out, for example for the server's
   * look-up.
   */
  private static final Duration REPLY_MARGIN = Duration.ofSeconds(10);

  private final LocalSettings settings;
  private final Metrics metrics;
  private final Task rehearsal;
  private final Deadlines deadlines = new Deadlines();
  private final TunnelPool pool;
  private final Outbound outbound;
  private final Engine engine;
  private final MixedInbound inbound;
  private Listener listener;

  /**
   * @throws IOException if the Kerberos keys cannot be used
   */
  public LocalProxy(LocalSettings settings, LocalCredentials credentials, Metrics metrics)
      throws IOException {
    this.settings = settings;
    this.metrics = metrics;
    this.rehearsal = credentials.clients().rehearsal();
    var trouble = new RateLimitedWarning();
    var tunnel = settings.tunnel();
    this.pool =
        new TunnelPool(
            dialer(credentials.link()), tunnel.ready(), tunnel.readyMax(), trouble::report);
    Duration patience = settings.limits().connectTimeout().plus(REPLY_MARGIN);
    this.outbound = new CulvertOutbound("culvert", pool, patience, trouble);
    this.engine = engine(outbound);
    this.inbound =
        new MixedInbound(
            negotiation(credentials.clients()), settings.negotiation().timeout(), engine);
    metrics.gauge("culvert.pool.ready", pool::size);
    metrics.gauge("culvert.udp.associations", engine::openAssociations);
  }

  private TunnelDialer dialer(Link link) {
    Duration timeout = settings.limits().handshakeTimeout();
    return new TunnelDialer(
        new TunnelDialer.Peer(
            link.server(), link.serverPublicKey(), link.userId(), link.presharedKey()),
        settings.tunnel().prefixBytes(),
        new Tcp(serverResolver(), new Dialer(deadlines, timeout)),
        deadlines,
        timeout);
  }

  /** Resolves the server's name, the only name that a local resolves itself. */
  private static Resolver serverResolver() {
    return new LiteralsFirst(new DnsResolver(List.of(), DNS_TIMEOUT, DNS_LOOKUPS));
  }

  private Engine engine(Outbound outbound) {
    var limits = settings.limits();
    return new Engine(
        Router.to(outbound),
        metrics,
        new Engine.Options(
            "local",
            limits.idleTimeout(),
            limits.udp().associations(),
            settings.optimistic(),
            settings.log().targets()));
  }

  private Negotiation negotiation(ClientCredentials clients) throws IOException {
    var keys = clients.gssapi();
    return new Negotiation(
        "mixed",
        clients.passwords(),
        keys.isPresent() ? Optional.of(GssAcceptor.of(keys.get())) : Optional.empty(),
        new Associations(deadlines, settings.limits().udp().idleTimeout(), metrics));
  }

  /**
   * Binds the address.
   *
   * @throws IOException if the address cannot be bound
   */
  public void start() throws IOException {
    listener =
        new Listener(
            "local", settings.listen().socketAddress(), settings.limits().connections(), deadlines);
    metrics.gauge("culvert.connections.open", listener::open);
  }

  public InetSocketAddress listenAddress() throws IOException {
    return listener.address();
  }

  /** The time since time-outs were last checked. */
  public Duration sinceSweep() {
    return deadlines.sinceSweep();
  }

  /** The engine of all sessions. */
  public Engine engine() {
    return engine;
  }

  /** Serves until closed. All tasks have ended when it returns. */
  public void run() throws InterruptedException {
    try (var scope = TaskScope.open("local")) {
      var supervisor = new Supervisor(scope, this::close);
      supervisor.fork("local-deadlines", deadlines::run);
      supervisor.fork("local-pool", pool::run);
      supervisor.fork("local-prepare", pool::prepare);
      supervisor.fork("local-rehearsal", rehearsal);
      listener.run(inbound::serve);
      supervisor.check();
    } finally {
      outbound.close();
    }
  }

  /** Stops listening. {@link #run} returns when the open streams have ended or the time is up. */
  public void drain(Duration limit) {
    inbound.drain();
    listener.drain(limit);
  }

  @Override
  public void close() {
    drain(Duration.ZERO);
  }
}
