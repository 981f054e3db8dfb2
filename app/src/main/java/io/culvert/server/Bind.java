package io.culvert.server;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.net.DeadlineExceededException;
import io.culvert.net.Deadlines;
import io.culvert.net.PeerListener;
import io.culvert.net.Route;
import io.culvert.net.TcpConnection;
import io.culvert.socks.ReplyCode;
import io.culvert.tunnel.OpenReply;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The command BIND, RFC 1928 section 4: listens for one connection from the host that the client
 * named. A client that names none, with 0.0.0.0 or ::, takes any peer that the rules for targets
 * allow. Thread-safe.
 */
record Bind(TargetAddresses addresses, Deadlines deadlines, Duration timeout) {
  /** The peer did not come in time. */
  static final class NoPeerException extends IOException {
    private static final long serialVersionUID = 1L;

    NoPeerException(DeadlineExceededException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * Sends the first reply, with the address that the peer is to use, and blocks for the peer.
   *
   * @param own where to listen if the client named no host
   */
  TargetSource.Target await(Endpoint expected, InetAddress own, TunnelStream stream)
      throws IOException, InterruptedException {
    List<InetAddress> hosts = hosts(expected.address());
    InetAddress address = hosts.isEmpty() ? own : Route.sourceAddress(hosts.getFirst());
    Predicate<InetAddress> rule =
        hosts.isEmpty() ? addresses.rules()::permits : peer -> hosts.contains(peer);
    try (var listener = PeerListener.bind(address, deadlines, timeout)) {
      stream.reply(new OpenReply(ReplyCode.SUCCEEDED, Endpoint.of(listener.address())));
      stream.keepAlive();
      TcpConnection peer = listener.accept(rule);
      return new TargetSource.Target(peer, Endpoint.of(peer.remoteAddress()));
    } catch (DeadlineExceededException e) {
      throw new NoPeerException(e);
    }
  }

  private List<InetAddress> hosts(Address expected) throws IOException, InterruptedException {
    boolean any = TargetAddresses.isUnspecified(expected);
    return any ? List.of() : addresses.permittedHosts(expected);
  }
}
