package io.culvert.inbound.mixed;

import io.culvert.address.Endpoint;
import io.culvert.address.Ipv4;
import io.culvert.address.Ipv6;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The one address that an association's datagrams may come from, RFC 1928 section 7: the client's
 * host, and there the port that the request named, or else the first that is used. One thread asks,
 * any may read.
 */
final class ClientEndpoint {
  private final InetAddress host;
  private final int announcedPort;
  private volatile InetSocketAddress address;

  /**
   * @param announced DST.ADDR and DST.PORT of the request: from where the client expects to send; a
   *     client behind a translator cannot know, so another host than its own means nothing
   */
  ClientEndpoint(InetAddress host, Endpoint announced) {
    this.host = host;
    this.announcedPort = means(announced, host) ? announced.port() : 0;
  }

  private static boolean means(Endpoint announced, InetAddress host) {
    return switch (announced.address()) {
      case Ipv4 four -> isOf(four.inetAddress(), host);
      case Ipv6 six -> isOf(six.inetAddress(), host);
      default -> false;
    };
  }

  private static boolean isOf(InetAddress announced, InetAddress host) {
    return announced.isAnyLocalAddress() || announced.equals(host);
  }

  boolean admits(InetSocketAddress from) {
    if (address != null) {
      return address.equals(from);
    }
    boolean first =
        from.getAddress().equals(host) && (announcedPort == 0 || announcedPort == from.getPort());
    if (first) {
      address = from;
    }
    return first;
  }

  /** Where answers go; null until the first datagram came. */
  InetSocketAddress address() {
    return address;
  }
}
