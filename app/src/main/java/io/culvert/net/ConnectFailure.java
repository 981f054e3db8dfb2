package io.culvert.net;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.time.Duration;

/**
 * Why a connection was not established. The JDK maps the system's error numbers to these types:
 *
 * <pre>
 * ECONNREFUSED, ETIMEDOUT              ConnectException
 * EHOSTUNREACH                         NoRouteToHostException
 * EACCES, EADDRINUSE, EADDRNOTAVAIL    BindException
 * ENETUNREACH and all others           SocketException
 * </pre>
 *
 * Where a type is ambiguous, the system's routing table and the time of the attempt decide. The
 * texts of exceptions depend on the locale and are never used.
 */
public enum ConnectFailure {
  REFUSED,
  NETWORK_UNREACHABLE,
  HOST_UNREACHABLE,
  TIMED_OUT,
  /** This host's routing table, or a firewall that says so, prohibits the target. */
  PROHIBITED,
  /** This host has no addresses of the target's family. */
  FAMILY_UNAVAILABLE,
  /** This host lacks a descriptor, a port or memory. */
  LOCAL;

  /**
   * A failure that takes this long counts as a time-out: Linux gives up three seconds after the
   * first SYN at the earliest, with a single retry.
   */
  private static final Duration SHORTEST_TIME_OUT = Duration.ofMillis(2900);

  /** Classifies a connect that failed before any packet was sent, or within this host. */
  static ConnectFailure immediate(SocketException failure, InetAddress target) {
    return switch (failure) {
      case NoRouteToHostException e -> HOST_UNREACHABLE;
      case ConnectException e -> REFUSED;
      case BindException e -> ofRouteTo(target) == PROHIBITED ? PROHIBITED : LOCAL;
      default -> ofRouteTo(target) == LOCAL ? LOCAL : NETWORK_UNREACHABLE;
    };
  }

  /** The failure of the route to the target; LOCAL if there is a route. */
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
   * Classifies a connect that failed by an answer or by a time-out. A plain SocketException stands
   * for an ICMP message that the network is unreachable.
   *
   * @param after the time from connect to the failure
   */
  static ConnectFailure delayed(SocketException failure, Duration after) {
    return switch (failure) {
      case ConnectException e -> after.compareTo(SHORTEST_TIME_OUT) < 0 ? REFUSED : TIMED_OUT;
      default -> ofRoute(failure);
    };
  }

  /**
   * Classifies the failed connect of a datagram socket, which sends nothing and fails only if there
   * is no route.
   */
  static ConnectFailure ofRoute(SocketException failure) {
    return switch (failure) {
      case NoRouteToHostException e -> HOST_UNREACHABLE;
      case BindException e -> PROHIBITED;
      default -> NETWORK_UNREACHABLE;
    };
  }
}
