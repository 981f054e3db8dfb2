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
      return Address.parse(text) instanceof IpAddress address
          ? Optional.of(address.inetAddress())
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
