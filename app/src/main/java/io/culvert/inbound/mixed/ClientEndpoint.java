package io.culvert.inbound.mixed;

import io.culvert.address.Endpoint;
import io.culvert.address.Ipv4;
import io.culvert.address.Ipv6;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The address that an association's datagrams may come from, RFC 1928 section 7: the client's host,
 * and there the port that the request named, or else the port in use. A client that named none may
 * change its port once nothing has come from the old one for {@value #SILENCE_SECONDS} s; while the
 * old port is in use, no other program of that host can take the association over. One thread calls
 * {@link #admits} and {@link #follow}, any thread {@link #address}.
 */
final class ClientEndpoint {
  private static final int SILENCE_SECONDS = 5;
  static final Duration SILENCE = Duration.ofSeconds(SILENCE_SECONDS);

  private final InetAddress host;
  private final int announcedPort;
  private final LongSupplier nanoTime;
  private volatile InetSocketAddress address;
  private long lastNanos;

  /**
   * @param announced DST.ADDR and DST.PORT of the request: from where the client expects to send; a
   *     client behind a translator cannot know, so another host than its own means nothing
   * @param nanoTime the clock, such as {@link System#nanoTime}
   */
  ClientEndpoint(InetAddress host, Endpoint announced, LongSupplier nanoTime) {
    this.host = host;
    this.announcedPort = means(announced, host) ? announced.port() : 0;
    this.nanoTime = nanoTime;
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

  /** Whether a datagram may come from there. Each one from the port in use keeps it in use. */
  boolean admits(InetSocketAddress from) {
    if (from.equals(address)) {
      lastNanos = nanoTime.getAsLong();
      return true;
    }
    return from.getAddress().equals(host) && isFree(from.getPort());
  }

  private boolean isFree(int port) {
    if (announcedPort != 0) {
      return announcedPort == port;
    }
    return address == null || nanoTime.getAsLong() - lastNanos >= SILENCE.toNanos();
  }

  /**
   * Makes the source of a valid datagram that was admitted the address in use.
   *
   * @return whether the client has moved there from another port
   */
  boolean follow(InetSocketAddress from) {
    if (from.equals(address)) {
      return false;
    }
    boolean moved = address != null;
    address = from;
    lastNanos = nanoTime.getAsLong();
    return moved;
  }

  /** Where answers go; null until the first valid datagram came. */
  InetSocketAddress address() {
    return address;
  }
}
