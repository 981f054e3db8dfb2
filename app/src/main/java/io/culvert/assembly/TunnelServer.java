package io.culvert.assembly;

import io.culvert.address.HostPort;
import io.culvert.config.DnsSettings;
import io.culvert.config.ServerSettings;
import io.culvert.config.UdpFilteringChoice;
import io.culvert.inbound.culvert.ServerClock;
import io.culvert.inbound.culvert.ServerIdentity;
import io.culvert.inbound.culvert.TunnelAcceptor;
import io.culvert.inbound.culvert.TunnelInbound;
import io.culvert.inbound.culvert.UnauthenticatedConnections;
import io.culvert.inbound.culvert.WebFallback;
import io.culvert.metrics.Metrics;
import io.culvert.net.Deadlines;
import io.culvert.net.Dialer;
import io.culvert.net.Listener;
import io.culvert.net.dns.DnsResolver;
import io.culvert.net.dns.ResolvedName;
import io.culvert.net.dns.SystemResolver;
import io.culvert.outbound.direct.DirectOutbound;
import io.culvert.outbound.direct.OwnAddresses;
import io.culvert.outbound.direct.TargetAddresses;
import io.culvert.outbound.direct.TargetRules;
import io.culvert.outbound.direct.UdpFiltering;
import io.culvert.proxy.Engine;
import io.culvert.proxy.Outbound;
import io.culvert.proxy.Router;
import io.culvert.runtime.Supervisor;
import io.culvert.runtime.TaskScope;
import io.culvert.wire.ReplaySet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * The target's side of the tunnel. {@link #start} binds, and {@link #run} serves in the calling
 * thread until another thread calls {@link #drain} or {@link #close}.
 */
public final class TunnelServer implements AutoCloseable {
  private static final Duration FALLBACK_LOOK_UP_TIMEOUT = Duration.ofSeconds(10);

  private final ServerSettings settings;
  private final Metrics metrics;
  private final Deadlines deadlines = new Deadlines();
  private final Dialer dialer;
  private final Optional<ResolvedName> fallbackHost;
  private final DnsResolver resolver;
  private final Engine engine;
  private final TunnelInbound inbound;
  private Listener listener;

  public TunnelServer(ServerSettings settings, ServerCredentials credentials, Metrics metrics) {
    this.settings = settings;
    this.metrics = metrics;
    this.dialer = new Dialer(deadlines, settings.limits().connectTimeout());
    this.fallbackHost = settings.unauthenticated().fallback().map(TunnelServer::resolvedAhead);
    this.resolver = resolver(settings.dns());
    this.engine = engine(outbound());
    this.inbound = new TunnelInbound("tunnel", acceptor(credentials), engine);
    metrics.gauge("culvert.udp.associations", engine::openAssociations);
  }

  private static ResolvedName resolvedAhead(HostPort web) {
    return new ResolvedName(web.host(), new SystemResolver(FALLBACK_LOOK_UP_TIMEOUT));
  }

  private static DnsResolver resolver(DnsSettings dns) {
    return new DnsResolver(
        dns.servers().stream().map(HostPort::socketAddress).toList(), dns.timeout(), dns.lookups());
  }

  private Outbound outbound() {
    var targets = settings.targets();
    var commands = settings.commands();
    var addresses =
        new TargetAddresses(
            resolver,
            new TargetRules(targets.allow(), targets.deny(), targets.denyPorts()),
            new OwnAddresses()::now);
    var offer =
        new DirectOutbound.Offer(
            commands.bind(),
            commands.udp(),
            commands.bindTimeout(),
            settings.limits().udp().idleTimeout(),
            filtering(commands.udpFiltering()));
    return new DirectOutbound(addresses, dialer, deadlines, offer, metrics);
  }

  private static UdpFiltering filtering(UdpFilteringChoice choice) {
    return switch (choice) {
      case ENDPOINT_INDEPENDENT -> UdpFiltering.ENDPOINT_INDEPENDENT;
      case ADDRESS_DEPENDENT -> UdpFiltering.ADDRESS_DEPENDENT;
    };
  }

  private Engine engine(Outbound outbound) {
    var limits = settings.limits();
    return new Engine(
        Router.to(outbound),
        metrics,
        new Engine.Options(
            "server",
            limits.idleTimeout(),
            limits.udp().associations(),
            false,
            settings.log().targets()));
  }

  private TunnelAcceptor acceptor(ServerCredentials credentials) {
    var limits = settings.unauthenticated();
    var replays = new ReplaySet(limits.replayEntries());
    var unauthenticated = new UnauthenticatedConnections(limits.badHandshakes());
    metrics.gauge("culvert.replay.entries", replays::size);
    metrics.gauge("culvert.unauthenticated.open", unauthenticated::size);
    return new TunnelAcceptor(
        new ServerIdentity(credentials.keyPair(), credentials.users(), replays, new ServerClock()),
        deadlines,
        metrics::handshake,
        new TunnelAcceptor.UnauthenticatedHandling(
            unauthenticated, fallbackHost.map(this::fallback)));
  }

  private WebFallback fallback(ResolvedName host) {
    int port = settings.unauthenticated().fallback().orElseThrow().port();
    return new WebFallback(host, port, dialer, settings.limits().idleTimeout());
  }

  /**
   * Binds the address.
   *
   * @throws IOException if the address cannot be bound
   */
  public void start() throws IOException {
    listener =
        new Listener(
            "server",
            settings.listen().socketAddress(),
            settings.limits().connections(),
            deadlines);
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
    try (var scope = TaskScope.open("server")) {
      var supervisor = new Supervisor(scope, this::close);
      supervisor.fork("server-deadlines", deadlines::run);
      scope.fork("server-resolver", resolver::prepare);
      fallbackHost.ifPresent(host -> supervisor.fork("fallback-name", host::run));
      listener.run(inbound::serve);
      supervisor.check();
    }
  }

  /** Stops listening. {@link #run} returns when the open streams have ended or the time is up. */
  public void drain(Duration limit) {
    listener.drain(limit);
    inbound.drain();
  }

  @Override
  public void close() {
    drain(Duration.ZERO);
  }
}
