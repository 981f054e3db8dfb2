package io.culvert;

import io.culvert.address.Cidr;
import io.culvert.address.Endpoint;
import io.culvert.address.HostPort;
import io.culvert.address.Ipv4;
import io.culvert.assembly.ClientCredentials;
import io.culvert.assembly.LocalCredentials;
import io.culvert.assembly.LocalProxy;
import io.culvert.assembly.ServerCredentials;
import io.culvert.assembly.TunnelServer;
import io.culvert.auth.Users;
import io.culvert.config.CommandSettings;
import io.culvert.config.DnsSettings;
import io.culvert.config.LimitSettings;
import io.culvert.config.LocalSettings;
import io.culvert.config.LogLevel;
import io.culvert.config.LogSettings;
import io.culvert.config.MetricsSettings;
import io.culvert.config.NegotiationSettings;
import io.culvert.config.RuntimeSettings;
import io.culvert.config.SchedulerChoice;
import io.culvert.config.ServerSettings;
import io.culvert.config.TargetSettings;
import io.culvert.config.TunnelSettings;
import io.culvert.config.UdpFilteringChoice;
import io.culvert.config.UnauthenticatedSettings;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.identity.Link;
import io.culvert.identity.User;
import io.culvert.metrics.Metrics;
import io.culvert.socks.Authenticator;
import io.culvert.socks.Reply;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A server and a local in this process, on free ports of the loopback. */
public final class Rig implements AutoCloseable {
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  static final int ASSOCIATIONS = 8;

  private static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);
  private static final LimitSettings LIMITS =
      new LimitSettings(
          1000,
          PATIENCE,
          PATIENCE,
          Duration.ofMinutes(5),
          new LimitSettings.Udp(ASSOCIATIONS, Duration.ofMinutes(5)),
          Duration.ofSeconds(1));

  /** What a test wants otherwise. */
  public record Options(
      List<Cidr> allow,
      int tunnelPort,
      Authenticator authenticator,
      TunnelSettings tunnel,
      UnauthenticatedSettings unauthenticated,
      DnsSettings dns,
      LimitSettings limits,
      boolean optimistic) {
    /** Targets on the loopback are allowed, and the local reaches the server on its own port. */
    public static final Options DEFAULT =
        new Options(
            List.of(Cidr.parse("127.0.0.0/8")),
            0,
            Authenticator.NONE,
            new TunnelSettings("", 1, 16),
            new UnauthenticatedSettings(Optional.empty(), 100, 1000),
            new DnsSettings(List.of(), Duration.ofSeconds(2), 16),
            LIMITS,
            false);

    /** The local reaches the server through this port of the loopback. */
    public Options through(int port) {
      return new Options(
          allow, port, authenticator, tunnel, unauthenticated, dns, limits, optimistic);
    }

    public Options with(TunnelSettings other) {
      return new Options(
          allow, tunnelPort, authenticator, other, unauthenticated, dns, limits, optimistic);
    }

    public Options with(UnauthenticatedSettings other) {
      return new Options(allow, tunnelPort, authenticator, tunnel, other, dns, limits, optimistic);
    }

    public Options with(DnsSettings other) {
      return new Options(
          allow, tunnelPort, authenticator, tunnel, unauthenticated, other, limits, optimistic);
    }

    /** The local answers before the server does. */
    public Options beingOptimistic() {
      return new Options(
          allow, tunnelPort, authenticator, tunnel, unauthenticated, dns, limits, true);
    }

    public Options with(LimitSettings other) {
      return new Options(
          allow, tunnelPort, authenticator, tunnel, unauthenticated, dns, other, optimistic);
    }
  }

  public final MeterRegistry serverMeters = new SimpleMeterRegistry();
  public final MeterRegistry localMeters = new SimpleMeterRegistry();
  public final Metrics serverMetrics = new Metrics(serverMeters);
  public final Metrics localMetrics = new Metrics(localMeters);
  public final TunnelServer server;
  public final LocalProxy local;
  private final Thread serverThread;
  private final Thread localThread;

  /** Starts both; the local reaches the server on the server's own port. */
  public static Rig direct() throws IOException {
    return new Rig(Options.DEFAULT);
  }

  /**
   * @param allow targets that the server may dial beside public ones
   * @param tunnelPort where the local finds the server; 0 for the server's own port
   */
  public Rig(List<Cidr> allow, int tunnelPort, Authenticator authenticator) throws IOException {
    this(
        new Options(
            allow,
            tunnelPort,
            authenticator,
            Options.DEFAULT.tunnel(),
            Options.DEFAULT.unauthenticated(),
            Options.DEFAULT.dns(),
            LIMITS,
            false));
  }

  public Rig(Options options) throws IOException {
    var random = new SecureRandom();
    var keyPair = ServerKeyPair.generate(random);
    var user = new User("tester", UserId.generate(random), PresharedKey.generate(random));
    var credentials = new ServerCredentials(keyPair, Users.of(user));
    server = new TunnelServer(serverSettings(options), credentials, serverMetrics);
    server.start();
    int tunnelPort = options.tunnelPort();
    int port = tunnelPort == 0 ? server.listenAddress().getPort() : tunnelPort;
    var link =
        new Link(
            new HostPort("127.0.0.1", port),
            keyPair.publicKey(),
            user.id(),
            user.presharedKey(),
            "tester");
    var clients = ClientCredentials.withoutPasswords(options.authenticator(), Optional.empty());
    local =
        new LocalProxy(localSettings(options), new LocalCredentials(link, clients), localMetrics);
    local.start();
    serverThread = Thread.ofVirtual().name("rig-server").start(() -> runQuietly(server::run));
    localThread = Thread.ofVirtual().name("rig-local").start(() -> runQuietly(local::run));
  }

  static ServerSettings serverSettings(List<Cidr> allow, Optional<HostPort> fallback) {
    var options = Options.DEFAULT.with(new UnauthenticatedSettings(fallback, 100, 1000));
    return serverSettings(
        new Options(
            allow,
            0,
            options.authenticator(),
            options.tunnel(),
            options.unauthenticated(),
            options.dns(),
            options.limits(),
            false));
  }

  private static ServerSettings serverSettings(Options options) {
    return new ServerSettings(
        ANY_PORT,
        options.unauthenticated(),
        new TargetSettings(options.allow(), List.of(), Set.of(25)),
        new CommandSettings(
            true, UdpFilteringChoice.ENDPOINT_INDEPENDENT, true, Duration.ofSeconds(3)),
        options.dns(),
        options.limits(),
        new LogSettings(LogLevel.INFO, false),
        new MetricsSettings(Optional.empty(), List.of(), false),
        new RuntimeSettings(SchedulerChoice.CARRIERS));
  }

  private static LocalSettings localSettings(Options options) {
    return new LocalSettings(
        ANY_PORT,
        new NegotiationSettings(PATIENCE, Optional.empty(), false, Optional.empty()),
        options.optimistic(),
        options.tunnel(),
        options.limits(),
        new LogSettings(LogLevel.INFO, false),
        new MetricsSettings(Optional.empty(), List.of(), false),
        new RuntimeSettings(SchedulerChoice.CARRIERS));
  }

  /** Connections that the server holds now, authenticated or not. */
  public int openAtServer() {
    return (int) serverMeters.get("culvert.connections.open").gauge().value();
  }

  /** Clients that the local serves now. */
  public int openAtLocal() {
    return (int) localMeters.get("culvert.connections.open").gauge().value();
  }

  private interface Running {
    void run() throws InterruptedException;
  }

  private static void runQuietly(Running running) {
    try {
      running.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A connection to the SOCKS port, on which nothing was said yet. */
  public Socket socks() throws IOException {
    var socket = new Socket();
    socket.connect(new InetSocketAddress("127.0.0.1", local.listenAddress().getPort()));
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** A stream to a port of the loopback, with REP 00 already read. */
  public Socket connect(int port) throws IOException {
    Socket socket = socks();
    int code = request(socket, new byte[] {1, 127, 0, 0, 1}, port);
    if (code != 0) {
      throw new IOException("REP " + code);
    }
    return socket;
  }

  /** Greets, asks for CONNECT and reads the reply; returns REP. */
  public static int request(Socket socket, byte[] address, int port) throws IOException {
    return request(socket, 1, address, port);
  }

  /** Greets, sends a request and reads the reply; returns REP. */
  public static int request(Socket socket, int command, byte[] address, int port)
      throws IOException {
    ask(socket, command, address, port);
    var in = socket.getInputStream();
    in.skipNBytes(1);
    int code = in.read();
    in.skipNBytes(1);
    Endpoint.readFrom(in);
    return code;
  }

  private static void ask(Socket socket, int command, byte[] address, int port) throws IOException {
    var out = socket.getOutputStream();
    out.write(new byte[] {5, 1, 0});
    if (new DataInputStream(socket.getInputStream()).readUnsignedShort() != 0x0500) {
      throw new IOException("no method accepted");
    }
    out.write(new byte[] {5, (byte) command, 0});
    out.write(address);
    out.write(new byte[] {(byte) (port >> 8), (byte) port});
  }

  /** Reads a reply of REP 00; returns BND. */
  public static InetSocketAddress reply(Socket socket) throws IOException {
    Reply reply = Reply.readFrom(socket.getInputStream());
    if (!reply.code().succeeded() || !(reply.bound().address() instanceof Ipv4 four)) {
      throw new IOException(reply.toString());
    }
    return new InetSocketAddress(four.inetAddress(), reply.bound().port());
  }

  /** Opens a UDP association; returns where its datagrams go. */
  public static InetSocketAddress associate(Socket control, byte[] address, int port)
      throws IOException {
    ask(control, 3, address, port);
    return reply(control);
  }

  /** Asks for BIND; returns where its peer is to come. */
  static InetSocketAddress bind(Socket client, byte[] address) throws IOException {
    ask(client, 2, address, 0);
    return reply(client);
  }

  @Override
  public void close() throws InterruptedException {
    local.close();
    server.close();
    localThread.join();
    serverThread.join();
  }
}
