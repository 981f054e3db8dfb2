package io.culvert.auth.gss;

import io.culvert.identity.Principal;
import io.culvert.kerberos.GssapiClient;
import io.culvert.kerberos.KerberosUser;
import io.culvert.net.Deadlines;
import io.culvert.net.TcpConnection;
import io.culvert.socks.GssapiProtection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A client and an acceptor on the loopback. */
final class AcceptorRig implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final Deadlines deadlines = new Deadlines();
  private final Thread sweeper = Thread.ofVirtual().unstarted(this::sweep);
  final CompletableFuture<GssSession> session = new CompletableFuture<>();
  final GssapiClient client;
  final TcpConnection server;

  private AcceptorRig(Duration deadline, GssAcceptor acceptor) throws IOException {
    listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
    client = new GssapiClient(((InetSocketAddress) listener.getLocalAddress()).getPort());
    server = new TcpConnection(listener.accept(), deadlines);
    server.deadline(deadline);
    sweeper.start();
    Thread.ofVirtual().start(() -> accept(acceptor));
  }

  static AcceptorRig start(GssAcceptor acceptor) throws IOException {
    return new AcceptorRig(PATIENCE, acceptor);
  }

  static AcceptorRig start(Duration deadline, GssAcceptor acceptor) throws IOException {
    return new AcceptorRig(deadline, acceptor);
  }

  static GssAcceptor acceptor(Path keytab, GssapiProtection policy, Principal... users)
      throws IOException {
    return GssAcceptor.of(new AcceptorSettings(keytab, Optional.empty(), policy, List.of(users)));
  }

  private void sweep() {
    try {
      deadlines.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept(GssAcceptor acceptor) {
    try {
      session.complete(acceptor.accept(server));
    } catch (Throwable e) {
      session.completeExceptionally(e);
    }
  }

  /** Completes the whole negotiation. */
  GssSession agree(KerberosUser user, int level) throws Exception {
    client.authenticate(user, user.newContext("rcmd@localhost"));
    client.proposeLevel(level);
    return session();
  }

  GssSession session() throws Exception {
    return session.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Returns the failure of the acceptor. */
  Throwable failure() throws Exception {
    try {
      throw new AssertionError("accepted " + session().client());
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  @Override
  public void close() throws Exception {
    client.close();
    server.reset();
    listener.close();
    sweeper.interrupt();
    sweeper.join();
  }
}
