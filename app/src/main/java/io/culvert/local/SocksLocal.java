package io.culvert.local;

import io.culvert.address.Address;
import io.culvert.address.DomainName;
import io.culvert.address.Ipv4;
import io.culvert.address.Ipv6;
import io.culvert.config.LocalSettings;
import io.culvert.metrics.Metrics;
import io.culvert.net.Deadlines;
import io.culvert.net.Listener;
import io.culvert.net.TcpConnection;
import io.culvert.net.dns.DnsResolver;
import io.culvert.net.dns.Resolver;
import io.culvert.runtime.Supervisor;
import io.culvert.runtime.TaskScope;
import io.culvert.tunnel.TunnelDialer;
import io.culvert.tunnel.TunnelPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * The application's side of the tunnel: {@link #start} binds, {@link #run} serves in the calling
 * thread until {@link #drain} or {@link #close} comes from another.
 */
public final class SocksLocal implements AutoCloseable {
  private static final Duration DNS_TIMEOUT = Duration.ofSeconds(5);
  private static final int DNS_LOOKUPS = 16;

  /** What the server may take beyond its own limits for look-up and connect. */
  private static final Duration REPLY_MARGIN = Duration.ofSeconds(10);

  private final LocalSettings settings;
  private final Metrics metrics;
  private final Deadlines deadlines = new Deadlines();
  private final TunnelPool pool;
  private final Gateway gateway;
  private Listener listener;

  public SocksLocal(LocalSettings settings, Metrics metrics) throws IOException {
    this.settings = settings;
    this.metrics = metrics;
    var negotiation = new Negotiation(settings.negotiation());
    var link = settings.link();
    var tunnel = settings.tunnel();
    var peer =
        new TunnelDialer.Peer(
            link.server().host(),
            link.server().port(),
            link.serverPublicKey(),
            link.userId(),
            link.presharedKey());
    var dialer =
        new TunnelDialer(
            peer,
            tunnel.prefixBytes(),
            serverResolver(),
            deadlines,
            settings.limits().handshakeTimeout());
    var trouble = new ServerTrouble();
    this.pool = new TunnelPool(dialer, tunnel.ready(), tunnel.readyMax(), trouble::report);
    var limits = settings.limits();
    var tunnels = new Tunnels(pool, limits.connectTimeout().plus(REPLY_MARGIN), trouble);
    var udp = new UdpAssociate(tunnels, deadlines, limits.udp(), metrics);
    this.gateway = new Gateway(settings, negotiation, tunnels, udp, metrics);
    metrics.gauge("culvert.pool.ready", pool::size);
  }

  /** The one name that a local resolves itself is its server's. */
  private static Resolver serverResolver() {
    var dns = new DnsResolver(List.of(), DNS_TIMEOUT, DNS_LOOKUPS);
    return name ->
        switch (Address.parse(name)) {
          case Ipv4 four -> List.<InetAddress>of(four.inetAddress());
          case Ipv6 six -> List.<InetAddress>of(six.inetAddress());
          case DomainName domain -> dns.resolve(domain.name());
        };
  }

  /**
   * Binds.
   *
   * @throws IOException if the address cannot be listened on
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

  /** Serves until closed; nothing it started is left when it returns. */
  public void run() throws InterruptedException {
    try (var scope = TaskScope.open("local")) {
      var supervisor = new Supervisor(scope, this::close);
      supervisor.fork("local-deadlines", deadlines::run);
      supervisor.fork("local-pool", pool::run);
      supervisor.fork("local-prepare", pool::prepare);
      listener.run(this::serve);
      supervisor.check();
    } finally {
      pool.close();
    }
  }

  private void serve(TcpConnection client, long number) throws InterruptedException {
    new ClientServer(client, number, gateway).serve();
  }

  /**
   * Stops listening now, and {@link #run} returns when the open streams have ended or the time is
   * up.
   */
  public void drain(Duration limit) {
    listener.drain(limit);
  }

  @Override
  public void close() {
    drain(Duration.ZERO);
  }
}
