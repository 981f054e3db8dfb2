package io.culvert.inbound.culvert;

import io.culvert.net.Connection;
import io.culvert.net.Dialer;
import io.culvert.net.dns.ResolvedName;
import io.culvert.proxy.Direction;
import io.culvert.proxy.LossGuard;
import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Hands connections that are no tunnel's to another server, a web server say, which answers them as
 * if Culvert were not there. Thread-safe.
 *
 * @param host looked up ahead: no client may cause a look-up, nor wait for one
 */
public record WebFallback(ResolvedName host, int port, Dialer dialer, Duration idleTimeout)
    implements Fallback {
  @Override
  public void serve(Connection client, byte[] taken) throws IOException, InterruptedException {
    Connection web = dialer.dial(host.addresses(), port);
    try {
      client.idleTimeout(idleTimeout);
      web.idleTimeout(idleTimeout);
      web.write(ByteBuffer.wrap(taken));
      if (relay(client, web) == null) {
        web.close();
      } else {
        client.reset();
      }
    } finally {
      web.reset();
      web.recycle();
    }
  }

  private static IOException relay(Connection client, Connection web) throws InterruptedException {
    var up = new Direction(client, web, octets -> {});
    var down = new Direction(web, client, octets -> {});
    var guard = new LossGuard();
    guard.watch(client);
    guard.watch(web);
    return guard.guard(() -> TaskScope.all("fallback", List.of(up::copy, down::copy)));
  }
}
