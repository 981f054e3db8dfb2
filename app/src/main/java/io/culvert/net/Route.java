package io.culvert.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;

/** Queries the system's routing table by connecting a datagram socket, which sends nothing. */
public final class Route {
  private static final int ANY_PORT = 9;

  private Route() {}

  /**
   * Returns the local address from which the system would reach the target.
   *
   * @throws ConnectFailedException if there is no route, or the route prohibits the target
   */
  public static InetAddress sourceAddress(InetAddress target) throws IOException {
    try (DatagramChannel socket = open(target)) {
      socket.bind(
          null); // Separate from connect: a failure here is a lack of local ports, not of a route.
      connect(socket, target);
      return ((InetSocketAddress) socket.getLocalAddress()).getAddress();
    }
  }

  private static DatagramChannel open(InetAddress target) throws IOException {
    try {
      return DatagramChannel.open(family(target));
    } catch (UnsupportedOperationException e) {
      throw new ConnectFailedException(ConnectFailure.FAMILY_UNAVAILABLE, e);
    }
  }

  private static void connect(DatagramChannel socket, InetAddress target) throws IOException {
    try {
      socket.connect(new InetSocketAddress(target, ANY_PORT));
    } catch (SocketException e) {
      throw new ConnectFailedException(ConnectFailure.ofRoute(e), e);
    }
  }

  static ProtocolFamily family(InetAddress address) {
    return address instanceof Inet6Address
        ? StandardProtocolFamily.INET6
        : StandardProtocolFamily.INET;
  }
}
