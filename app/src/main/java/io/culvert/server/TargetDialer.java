package io.culvert.server;

import io.culvert.net.Dialer;
import io.culvert.net.Resolver;
import io.culvert.net.TargetRules;
import io.culvert.net.TcpConnection;
import io.culvert.socks.Address;
import io.culvert.socks.DomainName;
import io.culvert.socks.Endpoint;
import io.culvert.socks.Ipv4;
import io.culvert.socks.Ipv6;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/**
 * From a target to a connection: resolve here, judge every address, dial only what was judged.
 * Thread-safe.
 */
final class TargetDialer {
  /** The rules leave no address of the target. */
  static final class NotAllowedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotAllowedException() {
      super("not allowed by the rules for targets");
    }
  }

  private final Resolver resolver;
  private final TargetRules rules;
  private final Dialer dialer;

  TargetDialer(Resolver resolver, TargetRules rules, Dialer dialer) {
    this.resolver = resolver;
    this.rules = rules;
    this.dialer = dialer;
  }

  TcpConnection dial(Endpoint target) throws IOException, InterruptedException {
    List<InetAddress> allowed =
        addresses(target.address()).stream()
            .filter(address -> rules.permits(address, target.port()))
            .toList();
    if (allowed.isEmpty()) {
      throw new NotAllowedException();
    }
    return dialer.dial(allowed, target.port());
  }

  private List<InetAddress> addresses(Address address) throws IOException, InterruptedException {
    return switch (address) {
      case Ipv4 four -> List.of(four.inetAddress());
      case Ipv6 six -> List.of(six.inetAddress());
      case DomainName name -> resolver.resolve(name.name());
    };
  }
}
