package io.culvert.server;

import io.culvert.address.HostPort;
import io.culvert.net.Dialer;
import io.culvert.net.TcpConnection;
import io.culvert.relay.Relay;
import io.culvert.tunnel.TunnelAcceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Hands strangers to another server, a web server say, which answers them as if Culvert were not
 * there. Thread-safe.
 *
 * @param host looked up at each use, by the system's resolver: it is the operator's own name
 */
record WebFallback(HostPort host, Dialer dialer, Duration idleTimeout)
    implements TunnelAcceptor.Fallback {
  @Override
  public void serve(TcpConnection stranger, byte[] taken) throws IOException, InterruptedException {
    List<InetAddress> addresses = List.of(InetAddress.getAllByName(host.host()));
    TcpConnection web = dialer.dial(addresses, host.port());
    try {
      stranger.idleTimeout(idleTimeout);
      web.idleTimeout(idleTimeout);
      web.write(ByteBuffer.wrap(taken));
      if (relay(stranger, web) == null) {
        web.close();
      }
    } finally {
      web.reset();
    }
  }

  private static IOException relay(TcpConnection stranger, TcpConnection web)
      throws InterruptedException {
    var relay =
        new Relay(() -> {
          stranger.reset();
          web.reset();
        });
    return relay.run(
        "fallback",
        () -> Relay.copy(web, stranger, bytes -> {}),
        () -> Relay.copy(stranger, web, bytes -> {}));
  }
}
