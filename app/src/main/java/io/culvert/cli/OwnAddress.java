package io.culvert.cli;

import io.culvert.address.Address;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.stream.Stream;

/** Guesses the address at which others reach this machine. */
final class OwnAddress {
  /**
   * Addresses reserved for documentation, which only the default route covers. No packet is sent to
   * them.
   */
  private static final String ELSEWHERE_IPV4 = "192.0.2.1";

  private static final String ELSEWHERE_IPV6 = "2001:db8::1";
  private static final int ANY_PORT = 9;
  private static final String NOTE =
      "Note: the link leads to %s, the address that this machine found for itself. "
          + "Give --host if users reach it at another.%n";

  private OwnAddress() {}

  /** Returns the source address of the default route, or the host name if there is none. */
  static String guess() {
    return Stream.of(ELSEWHERE_IPV4, ELSEWHERE_IPV6)
        .flatMap(elsewhere -> sourceFor(elsewhere).stream())
        .map(address -> Address.of(address).text())
        .findFirst()
        .orElseGet(OwnAddress::hostName);
  }

  private static Optional<InetAddress> sourceFor(String elsewhere) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(elsewhere, ANY_PORT));
      InetAddress source = socket.getLocalAddress();
      boolean usable =
          !source.isAnyLocalAddress()
              && !source.isLoopbackAddress()
              && !source.isLinkLocalAddress();
      return usable ? Optional.of(source) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // no route
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }

  /** Returns a note for operators who relied on the guess; it ends in a newline. */
  static String note(String host) {
    return NOTE.formatted(host);
  }
}
