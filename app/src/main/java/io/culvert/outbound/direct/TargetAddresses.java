package io.culvert.outbound.direct;

import io.culvert.address.Address;
import io.culvert.address.DomainName;
import io.culvert.address.Endpoint;
import io.culvert.address.Ipv4;
import io.culvert.address.Ipv6;
import io.culvert.net.dns.SharedResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * From a target to the addresses that may be used for it: resolve here, judge every address.
 * Thread-safe.
 */
public final class TargetAddresses {
  /** The addresses of this machine's interfaces. May block for a moment. */
  @FunctionalInterface
  public interface Own {
    Set<InetAddress> now() throws InterruptedException;
  }

  /** The rules leave no address of the target. */
  static final class NotAllowedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotAllowedException() {
      super("not allowed by the rules for targets");
    }
  }

  private final SharedResolver resolver;
  private final TargetRules rules;
  private final Own own;

  public TargetAddresses(SharedResolver resolver, TargetRules rules, Own own) {
    this.resolver = resolver;
    this.rules = rules;
    this.own = own;
  }

  /** The rules, with this machine's present addresses. */
  TargetRules rules() throws InterruptedException {
    return rules.on(own.now());
  }

  /**
   * Blocks for the look-up of a name.
   *
   * @param asker whose share the look-up counts against
   * @return at least one address, each allowed
   * @throws NotAllowedException if the rules leave none
   * @throws java.net.UnknownHostException if the name has no address
   */
  List<InetAddress> permitted(Endpoint target, String asker)
      throws IOException, InterruptedException {
    int port = target.port();
    return permitted(target.address(), asker, (now, address) -> now.permits(address, port));
  }

  /** The same for the host alone, whatever the port. */
  List<InetAddress> permittedHosts(Address host, String asker)
      throws IOException, InterruptedException {
    return permitted(host, asker, TargetRules::permits);
  }

  private List<InetAddress> permitted(
      Address host, String asker, BiPredicate<TargetRules, InetAddress> rule)
      throws IOException, InterruptedException {
    List<InetAddress> permitted = new ArrayList<>(all(host, asker));
    TargetRules now = rules();
    permitted.removeIf(address -> !rule.test(now, address));
    if (permitted.isEmpty()) {
      throw new NotAllowedException();
    }
    return permitted;
  }

  private List<InetAddress> all(Address address, String asker)
      throws IOException, InterruptedException {
    return switch (address) {
      case Ipv4 four -> List.of(four.inetAddress());
      case Ipv6 six -> List.of(six.inetAddress());
      case DomainName name -> resolver.resolve(name.name(), asker);
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
