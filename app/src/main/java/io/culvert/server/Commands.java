package io.culvert.server;

import io.culvert.config.CommandSettings;
import io.culvert.metrics.CloseReason;
import io.culvert.metrics.Metrics;
import io.culvert.socks.Command;
import io.culvert.tunnel.Open;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.time.Duration;

/** What the server does for its users: the three commands of RFC 1928. Thread-safe. */
record Commands(
    CommandSettings settings, TargetDialer connect, Bind bind, UdpAssociate udp, Streams streams) {
  /** What every stream to a target needs. */
  record Streams(Duration idleTimeout, Metrics metrics) {}

  /** Serves a stream to its end; the tunnel stream itself stays to be finished. */
  CloseReason obey(Open open, TunnelConnection tunnel, TunnelStream stream, String name)
      throws InterruptedException {
    Command command = open.command();
    try {
      if (command.equals(Command.CONNECT)) {
        return serve(stream, () -> connect.dial(open.target()), name);
      }
      if (command.equals(Command.BIND) && settings.bind()) {
        var own = tunnel.localAddress();
        return serve(stream, () -> bind.await(open.target(), own, stream), name);
      }
      if (command.equals(Command.UDP_ASSOCIATE) && settings.udp()) {
        return udp.serve(stream, name);
      }
      stream.refuse(DialRefusal.COMMAND.code());
      return DialRefusal.COMMAND.reason();
    } catch (IOException e) {
      return CloseReason.TUNNEL_LOST;
    }
  }

  private CloseReason serve(TunnelStream stream, TargetSource source, String name)
      throws InterruptedException {
    return new TargetStream(stream, source, streams).serve(name);
  }
}
