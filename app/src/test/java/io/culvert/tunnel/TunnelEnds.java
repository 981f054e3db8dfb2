package io.culvert.tunnel;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.net.Deadlines;
import io.culvert.net.Listener;
import io.culvert.net.TcpConnection;
import io.culvert.wire.ReplayFilter;
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

/** Both ends of tunnel connections, handshake done, and nothing that uses them. */
final class TunnelEnds implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MANY = 100_000;

  final TunnelDialer dialer;
  private final BlockingQueue<TunnelConnection> accepted = new LinkedBlockingQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Deadlines deadlines = new Deadlines();
  private final Listener listener;
  private final TunnelAcceptor acceptor;
  private final Thread deadlinesThread;
  private final Thread listenerThread;

  TunnelEnds() throws IOException {
    var random = new SecureRandom();
    var key = ServerKeyPair.generate(random);
    var user = UserId.generate(random);
    var psk = PresharedKey.generate(random);
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    listener = new Listener("ends", new InetSocketAddress(loopback, 0), MANY, deadlines);
    acceptor =
        new TunnelAcceptor(
            key,
            id -> Optional.of(psk),
            new ReplayFilter(MANY, 0),
            deadlines,
            MANY,
            new Unobserved(),
            Optional.empty());
    var peer =
        new TunnelDialer.Peer("server", listener.address().getPort(), key.publicKey(), user, psk);
    dialer = new TunnelDialer(peer, new byte[0], name -> List.of(loopback), deadlines, PATIENCE);
    deadlinesThread = start("ends-deadlines", deadlines::run);
    listenerThread = start("ends-listener", () -> listener.run(this::serve));
  }

  private record Unobserved() implements TunnelAcceptor.Observer {
    @Override
    public void completed() {}

    @Override
    public void failed(IOException cause) {}
  }

  /** Holds the server's end until all is over. */
  private void serve(TcpConnection tcp, long number) throws InterruptedException {
    Optional<TunnelConnection> one = acceptor.accept(tcp);
    if (one.isPresent()) {
      accepted.add(one.get());
      over.await();
    }
  }

  /** What goes on until interrupted. */
  interface Work {
    void run() throws InterruptedException;
  }

  static Thread start(String name, Work work) {
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
  TunnelConnection accepted() throws InterruptedException {
    return accepted.take();
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
