package io.culvert.server;

import io.culvert.net.Dialer;
import io.culvert.net.TcpConnection;
import io.culvert.net.dns.ResolvedName;
import io.culvert.relay.Relay;
import io.culvert.tunnel.TunnelAcceptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Hands strangers to another server, a web server say, which answers them as if Culvert were not
 * there. Thread-safe.
 *
 * @param host looked up ahead: a stranger must not have a name looked up, nor wait for that
 */
record WebFallback(ResolvedName host, int port, Dialer dialer, Duration idleTimeout)
    implements TunnelAcceptor.Fallback {
  @Override
  public void serve(TcpConnection stranger, byte[] taken) throws IOException, InterruptedException {
    TcpConnection web = dialer.dial(host.addresses(), port);
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
