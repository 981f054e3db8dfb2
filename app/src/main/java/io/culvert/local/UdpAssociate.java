package io.culvert.local;

import io.culvert.address.Endpoint;
import io.culvert.config.LimitSettings;
import io.culvert.metrics.CloseReason;
import io.culvert.metrics.Metrics;
import io.culvert.net.Deadlines;
import io.culvert.net.TcpConnection;
import io.culvert.net.UdpSocket;
import io.culvert.socks.ReplyCode;
import io.culvert.tunnel.Open;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

/** The command UDP ASSOCIATE, RFC 1928 sections 6 and 7. Thread-safe. */
final class UdpAssociate {
  private final Tunnels tunnels;
  private final Deadlines deadlines;
  private final LimitSettings.Udp limits;
  private final Semaphore permits;
  private final Metrics metrics;

  UdpAssociate(Tunnels tunnels, Deadlines deadlines, LimitSettings.Udp limits, Metrics metrics) {
    this.tunnels = tunnels;
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
  CloseReason serve(TcpConnection client, ClientRequest request, String name)
      throws IOException, InterruptedException {
    if (!permits.tryAcquire()) {
      throw refusal(request, Answer.failure(CloseReason.LIMIT_REACHED));
    }
    var tunnel = new OpenedTunnel(tunnels, new EarlyData());
    try (UdpSocket socket = socket(client, request)) {
      Answer answer = tunnel.ask(new Open(request.command(), request.destination()));
      if (!answer.succeeded()) {
        tunnel.endRefused();
        throw refusal(request, answer);
      }
      byte[] yes = request.answer(ReplyCode.SUCCEEDED, Endpoint.of(socket.localAddress()));
      request.connection().write(ByteBuffer.wrap(yes));
      tunnel.stream().keepAlive();
      var source = new ClientSource(client.remoteAddress().getAddress(), request.destination());
      var near = new ClientAssociation.Near(client, socket, source, request.encapsulation());
      return Reasons.of(new ClientAssociation(near, tunnel.stream(), metrics).serve(name));
    } finally {
      tunnel.finish();
      permits.release();
    }
  }

  /** On the address that the client reached this program at, so that it can be used by it. */
  private UdpSocket socket(TcpConnection client, ClientRequest request) throws IOException {
    var address = new InetSocketAddress(client.localAddress().getAddress(), 0);
    try {
      return UdpSocket.bind(address, deadlines, limits.idleTimeout());
    } catch (IOException e) {
      throw refusal(request, Answer.failure(CloseReason.LIMIT_REACHED));
    }
  }

  private static Refusal refusal(ClientRequest request, Answer answer) {
    return new Refusal(answer.octets(request), answer.refusal(), null);
  }
}
