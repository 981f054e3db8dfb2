package io.culvert.tunnel;

import io.culvert.address.HostPort;
import io.culvert.auth.Users;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.identity.User;
import io.culvert.inbound.culvert.ServerClock;
import io.culvert.inbound.culvert.ServerIdentity;
import io.culvert.inbound.culvert.TunnelAcceptor;
import io.culvert.inbound.culvert.UnauthenticatedConnections;
import io.culvert.net.Connection;
import io.culvert.net.Deadlines;
import io.culvert.net.Dialer;
import io.culvert.net.Listener;
import io.culvert.outbound.culvert.TunnelDialer;
import io.culvert.transport.Tcp;
import io.culvert.wire.ReplaySet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;

/** Both ends of tunnel connections, handshake done, and nothing that uses them. */
public final class TunnelEnds implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MANY = 100_000;

  public final TunnelDialer dialer;
  private final BlockingQueue<TunnelConnection> accepted = new LinkedBlockingQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Deadlines deadlines = new Deadlines();
  private final TunnelDialer.Peer peer;
  private final Listener listener;
  private final TunnelAcceptor acceptor;
  private final Thread deadlinesThread;
  private final Thread listenerThread;

  public TunnelEnds() throws IOException {
    var random = new SecureRandom();
    var key = ServerKeyPair.generate(random);
    var user = UserId.generate(random);
    var psk = PresharedKey.generate(random);
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    listener = new Listener("ends", new InetSocketAddress(loopback, 0), MANY, deadlines);
    var identity =
        new ServerIdentity(
            key, Users.of(new User("user", user, psk)), new ReplaySet(MANY), new ServerClock());
    var handling =
        new TunnelAcceptor.UnauthenticatedHandling(
            new UnauthenticatedConnections(MANY), Optional.empty());
    acceptor = new TunnelAcceptor(identity, deadlines, result -> {}, handling);
    var server = new HostPort("127.0.0.1", listener.address().getPort());
    peer = new TunnelDialer.Peer(server, key.publicKey(), user, psk);
    dialer = dialer(UnaryOperator.identity());
    deadlinesThread = start("ends-deadlines", deadlines::run);
    listenerThread = start("ends-listener", () -> listener.run(this::serve));
  }

  /**
   * A dialer of connections as {@link #dialer}'s, but for what a test makes of the client's end.
   *
   * @param changed from a connection to what takes its place
   */
  public TunnelDialer dialer(UnaryOperator<Connection> changed) {
    return dialer(peer.server(), changed);
  }

  /** The same for a server that is not this one, or not a server. */
  public TunnelDialer dialer(HostPort server, UnaryOperator<Connection> changed) {
    var tcp =
        new Tcp(name -> List.of(InetAddress.getLoopbackAddress()), new Dialer(deadlines, PATIENCE));
    return new TunnelDialer(
        peer, new byte[0], named -> changed.apply(tcp.dial(server)), deadlines, PATIENCE);
  }

  /** Holds the server's end until all is over. */
  private void serve(Connection connection, long number) throws InterruptedException {
    Optional<TunnelAcceptor.Accepted> one = acceptor.accept(connection);
    if (one.isPresent()) {
      accepted.add(one.get().tunnel());
      over.await();
    }
  }

  /** What goes on until interrupted. */
  public interface Work {
    void run() throws InterruptedException;
  }

  public static Thread start(String name, Work work) {
    return Thread.ofVirtual()
        .name(name)
        .start(() -> {
          try {
            work.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** The server's end of the connection that was made next. */
  public TunnelConnection accepted() throws InterruptedException {
    return accepted.take();
  }

  /** The connection below one of the server's ends, for what no tunnel would do. */
  public Connection raw(TunnelConnection end) {
    return end.connection();
  }

  @Override
  public void close() throws InterruptedException {
    accepted.forEach(TunnelConnection::close);
    over.countDown();
    listener.close();
    deadlinesThread.interrupt();
    listenerThread.join();
    deadlinesThread.join();
  }
}
