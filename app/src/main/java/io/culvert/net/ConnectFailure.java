package io.culvert.net;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.time.Duration;

/**
 * Why a connection was not made. The JDK has a type for some of the system's error numbers:
 *
 * <pre>
 * ECONNREFUSED, ETIMEDOUT              ConnectException
 * EHOSTUNREACH                         NoRouteToHostException
 * EACCES, EADDRINUSE, EADDRNOTAVAIL    BindException
 * ENETUNREACH and all others           SocketException
 * </pre>
 *
 * What a type leaves open, the system's routing table and the time that passed tell. The texts of
 * exceptions follow the locale and decide nothing.
 */
public enum ConnectFailure {
  REFUSED,
  NETWORK_UNREACHABLE,
  HOST_UNREACHABLE,
  TIMED_OUT,
  /** By this host's routing table, or by a firewall that says so. */
  PROHIBITED,
  /** This host has no such addresses. */
  FAMILY_UNAVAILABLE,
  /** This host's own trouble: no descriptor, port or memory left. */
  LOCAL;

  /**
   * Linux gives up three seconds after the first SYN at the earliest, with one repetition. A
   * refusal that takes as long counts as silence.
   */
  private static final Duration SHORTEST_TIME_OUT = Duration.ofMillis(2900);

  /** For a connect that failed before anything was sent, or on this host. */
  static ConnectFailure atOnce(SocketException failure, InetAddress target) {
    return switch (failure) {
      case NoRouteToHostException e -> HOST_UNREACHABLE;
      case ConnectException e -> REFUSED;
      case BindException e -> ofRouteTo(target) == PROHIBITED ? PROHIBITED : LOCAL;
      default -> ofRouteTo(target) == LOCAL ? LOCAL : NETWORK_UNREACHABLE;
    };
  }

  /** LOCAL if the route is not to blame. */
  private static ConnectFailure ofRouteTo(InetAddress target) {
    try {
      Route.sourceAddress(target);
      return LOCAL;
    } catch (ConnectFailedException e) {
      return e.failure();
    } catch (IOException e) {
      return LOCAL;
    }
  }

  /**
   * For a connect that failed by an answer, or for want of one. A plain SocketException is a
   * router's ICMP message that the network is unreachable.
   *
   * @param after from connect to the failure
   */
  static ConnectFailure later(SocketException failure, Duration after) {
    return switch (failure) {
      case ConnectException e -> after.compareTo(SHORTEST_TIME_OUT) < 0 ? REFUSED : TIMED_OUT;
      default -> ofRoute(failure);
    };
  }

  /** For a datagram socket's connect, which sends nothing and fails for want of a route alone. */
  static ConnectFailure ofRoute(SocketException failure) {
    return switch (failure) {
      case NoRouteToHostException e -> HOST_UNREACHABLE;
      case BindException e -> PROHIBITED;
      default -> NETWORK_UNREACHABLE;
    };
  }
}
