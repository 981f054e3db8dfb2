package io.culvert.server;

import io.culvert.address.Endpoint;
import io.culvert.config.LimitSettings;
import io.culvert.metrics.CloseReason;
import io.culvert.metrics.Metrics;
import io.culvert.net.Deadlines;
import io.culvert.net.UdpSocket;
import io.culvert.socks.ReplyCode;
import io.culvert.tunnel.OpenReply;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Semaphore;

/** The command UDP ASSOCIATE at the far side. Thread-safe. */
final class UdpAssociate {
  /** Both families, and a port that the system picks. */
  private static final InetSocketAddress ANY = new InetSocketAddress(0);

  private final TargetAddresses addresses;
  private final Deadlines deadlines;
  private final LimitSettings.Udp limits;
  private final Semaphore permits;
  private final Metrics metrics;

  UdpAssociate(
      TargetAddresses addresses, Deadlines deadlines, LimitSettings.Udp limits, Metrics metrics) {
    this.addresses = addresses;
    this.deadlines = deadlines;
    this.limits = limits;
    this.permits = new Semaphore(limits.associations());
    this.metrics = metrics;
    metrics.gauge("culvert.udp.associations", this::open);
  }

  /** Associations open now. */
  private int open() {
    return limits.associations() - permits.availablePermits();
  }

  /** Blocks to the association's end. */
  CloseReason serve(TunnelStream stream, String name) throws IOException, InterruptedException {
    if (!permits.tryAcquire()) {
      return refuse(stream);
    }
    try {
      return associate(stream, name);
    } finally {
      permits.release();
    }
  }

  private CloseReason associate(TunnelStream stream, String name)
      throws IOException, InterruptedException {
    UdpSocket socket;
    try {
      socket = UdpSocket.bind(ANY, deadlines, limits.idleTimeout());
    } catch (IOException e) {
      return refuse(stream);
    }
    try (socket) {
      stream.reply(new OpenReply(ReplyCode.SUCCEEDED, Endpoint.of(socket.localAddress())));
      stream.keepAlive();
      return Reasons.of(new TargetAssociation(stream, socket, addresses, metrics).serve(name));
    }
  }

  private static CloseReason refuse(TunnelStream stream) throws IOException {
    stream.refuse(ReplyCode.GENERAL_SOCKS_SERVER_FAILURE);
    return CloseReason.LIMIT_REACHED;
  }
}
