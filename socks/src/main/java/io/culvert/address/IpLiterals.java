package io.culvert.address;

import java.net.InetAddress;
import java.util.Optional;

/** Reads IP addresses as people write them, and never asks the DNS. */
public final class IpLiterals {

  private IpLiterals() {}

  /** The address, if {@code text} is one: dotted quad, or IPv6 without brackets and zone. */
  public static Optional<InetAddress> parse(String text) {
    if (text.isEmpty() || text.startsWith("[")) {
      return Optional.empty();
    }
    try {
      return inetAddress(Address.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<InetAddress> inetAddress(Address address) {
    return switch (address) {
      case Ipv4 ipv4 -> Optional.of(ipv4.inetAddress());
      case Ipv6 ipv6 -> Optional.of(ipv6.inetAddress());
      case DomainName name -> Optional.empty();
    };
  }
}
