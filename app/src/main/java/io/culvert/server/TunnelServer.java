package io.culvert.server;

import io.culvert.address.HostPort;
import io.culvert.config.ServerSettings;
import io.culvert.metrics.Metrics;
import io.culvert.net.Deadlines;
import io.culvert.net.Dialer;
import io.culvert.net.Listener;
import io.culvert.net.TargetRules;
import io.culvert.net.TcpConnection;
import io.culvert.net.dns.DnsResolver;
import io.culvert.net.dns.ResolvedName;
import io.culvert.net.dns.SystemResolver;
import io.culvert.runtime.Supervisor;
import io.culvert.runtime.TaskScope;
import io.culvert.tunnel.TunnelAcceptor;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.wire.ReplayFilter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The far side of the tunnel: {@link #start} binds, {@link #run} serves in the calling thread until
 * {@link #drain} or {@link #close} comes from another.
 */
public final class TunnelServer implements AutoCloseable {
  private static final Duration FALLBACK_LOOK_UP_TIMEOUT = Duration.ofSeconds(10);

  private final ServerSettings settings;
  private final Metrics metrics;
  private final Deadlines deadlines = new Deadlines();
  private final Set<TunnelConnection> waiting = ConcurrentHashMap.newKeySet();
  private final TunnelAcceptor acceptor;
  private final Optional<ResolvedName> fallbackHost;
  private final Commands commands;
  private Listener listener;
  private volatile boolean draining;

  public TunnelServer(ServerSettings settings, Metrics metrics) {
    this.settings = settings;
    this.metrics = metrics;
    var limits = settings.limits();
    var replays =
        new ReplayFilter(settings.strangers().replayEntries(), System.currentTimeMillis());
    var dialer = new Dialer(deadlines, limits.connectTimeout());
    var fallback = settings.strangers().fallback();
    this.fallbackHost =
        fallback.map(
            web -> new ResolvedName(web.host(), new SystemResolver(FALLBACK_LOOK_UP_TIMEOUT)));
    this.acceptor =
        new TunnelAcceptor(
            settings.keyPair(),
            settings.users()::presharedKey,
            replays,
            deadlines,
            settings.strangers().badHandshakes(),
            new HandshakeCounter(metrics),
            fallbackHost.map(host ->
                new WebFallback(host, fallback.get().port(), dialer, limits.idleTimeout())));
    this.commands = commands(dialer);
    metrics.gauge("culvert.replay.entries", replays::size);
    metrics.gauge("culvert.strangers.open", acceptor::strangers);
  }

  private Commands commands(Dialer dialer) {
    var limits = settings.limits();
    var dns = settings.dns();
    var dnsServers = dns.servers().stream().map(HostPort::socketAddress).toList();
    var targets = settings.targets();
    var addresses =
        new TargetAddresses(
            new DnsResolver(dnsServers, dns.timeout(), dns.lookups()),
            new TargetRules(targets.allow(), targets.deny(), targets.denyPorts()));
    return new Commands(
        settings.commands(),
        new TargetDialer(addresses, dialer, metrics),
        new Bind(addresses, deadlines, settings.commands().bindTimeout()),
        new UdpAssociate(addresses, deadlines, limits.udp(), metrics),
        new Commands.Streams(limits.idleTimeout(), metrics));
  }

  /**
   * Binds.
   *
   * @throws IOException if the address cannot be listened on
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

  /** Serves until closed; nothing it started is left when it returns. */
  public void run() throws InterruptedException {
    try (var scope = TaskScope.open("server")) {
      var supervisor = new Supervisor(scope, this::close);
      supervisor.fork("server-deadlines", deadlines::run);
      fallbackHost.ifPresent(host -> supervisor.fork("fallback-name", host::run));
      listener.run(this::serve);
      supervisor.check();
    }
  }

  private void serve(TcpConnection tcp, long number) throws InterruptedException {
    Optional<TunnelConnection> accepted = acceptor.accept(tcp);
    if (accepted.isPresent()) {
      serveStreams(accepted.get(), number);
    }
  }

  private void serveStreams(TunnelConnection accepted, long number) throws InterruptedException {
    try (accepted) {
      var streams = new StreamServer(accepted, number, commands, settings.log().targets());
      while (!draining && streams.awaitOpen(waiting, () -> draining)) {
        streams.serve();
      }
    }
  }

  /**
   * Stops listening now, and {@link #run} returns when the open streams have ended or the time is
   * up.
   */
  public void drain(Duration limit) {
    draining = true;
    listener.drain(limit);
    waiting.forEach(TunnelConnection::close);
  }

  @Override
  public void close() {
    drain(Duration.ZERO);
  }
}
