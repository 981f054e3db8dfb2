package io.culvert.inbound.culvert;

import io.culvert.net.Connection;
import io.culvert.net.Dialer;
import io.culvert.net.dns.ResolvedName;
import io.culvert.proxy.Direction;
import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Hands connections that are no tunnel's to another server, a web server say, which answers them as
 * if Culvert were not there. Thread-safe.
 *
 * @param host looked up ahead: a stranger must not have a name looked up, nor wait for that
 */
public record WebFallback(ResolvedName host, int port, Dialer dialer, Duration idleTimeout)
    implements Fallback {
  @Override
  public void serve(Connection stranger, byte[] taken) throws IOException, InterruptedException {
    Connection web = dialer.dial(host.addresses(), port);
    try {
      stranger.idleTimeout(idleTimeout);
      web.idleTimeout(idleTimeout);
      web.write(ByteBuffer.wrap(taken));
      if (relay(stranger, web) == null) {
        web.close();
      } else {
        stranger.reset();
      }
    } finally {
      web.reset();
      web.recycle();
    }
  }

  private static IOException relay(Connection stranger, Connection web)
      throws InterruptedException {
    var up = new Direction(stranger, web, octets -> {});
    var down = new Direction(web, stranger, octets -> {});
    return TaskScope.all("fallback", List.of(up::copy, down::copy));
  }
}
