package io.culvert.outbound.direct;

import io.culvert.address.Address;
import io.culvert.address.DomainName;
import io.culvert.address.Endpoint;
import io.culvert.address.Ipv4;
import io.culvert.address.Ipv6;
import io.culvert.net.dns.Resolver;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * From a target to the addresses that may be used for it: resolve here, judge every address.
 * Thread-safe.
 */
public record TargetAddresses(Resolver resolver, TargetRules rules) {
  /** The rules leave no address of the target. */
  static final class NotAllowedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotAllowedException() {
      super("not allowed by the rules for targets");
    }
  }

  /**
   * Blocks for the look-up of a name.
   *
   * @return at least one address, each allowed
   * @throws NotAllowedException if the rules leave none
   * @throws java.net.UnknownHostException if the name has no address
   */
  List<InetAddress> permitted(Endpoint target) throws IOException, InterruptedException {
    return permitted(target.address(), address -> rules.permits(address, target.port()));
  }

  /** The same for the host alone, whatever the port. */
  List<InetAddress> permittedHosts(Address host) throws IOException, InterruptedException {
    return permitted(host, rules::permits);
  }

  private List<InetAddress> permitted(Address host, Predicate<InetAddress> rule)
      throws IOException, InterruptedException {
    List<InetAddress> permitted = new ArrayList<>(all(host));
    permitted.removeIf(rule.negate());
    if (permitted.isEmpty()) {
      throw new NotAllowedException();
    }
    return permitted;
  }

  private List<InetAddress> all(Address address) throws IOException, InterruptedException {
    return switch (address) {
      case Ipv4 four -> List.of(four.inetAddress());
      case Ipv6 six -> List.of(six.inetAddress());
      case DomainName name -> resolver.resolve(name.name());
    };
  }

  /** 0.0.0.0 or ::, which name no host. */
  static boolean isUnspecified(Address address) {
    return switch (address) {
      case Ipv4 four -> four.inetAddress().isAnyLocalAddress();
      case Ipv6 six -> six.inetAddress().isAnyLocalAddress();
      case DomainName name -> false;
    };
  }
}
