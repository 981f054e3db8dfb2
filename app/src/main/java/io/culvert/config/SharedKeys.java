package io.culvert.config;

import io.culvert.address.HostPort;
import java.time.Duration;
import java.util.List;

/** The keys that both roles know. */
final class SharedKeys {
  // Limits: all on by default.

  static final Key<Integer> LIMITS_CONNECTIONS =
      Key.both("limits.connections", ValueTypes.number(1, 1_000_000))
          .byDefault(16_384)
          .means(
              "connections served at once",
              "The limit counts tunnel connections at a server and client connections at a local. Further "
                  + "connections wait in the system's backlog.");

  static final Key<Duration> LIMITS_HANDSHAKE_TIMEOUT =
      Key.both("limits.handshake-timeout", ValueTypes.duration("100ms", "55s"))
          .byDefault(Duration.ofSeconds(8))
          .means(
              "longest tunnel handshake",
              "The time runs from the start of the connection. Bytes that arrive do not extend it.");

  static final Key<Duration> LIMITS_CONNECT_TIMEOUT =
      Key.both("limits.connect-timeout", ValueTypes.duration("100ms", "5m"))
          .byDefault(Duration.ofSeconds(10))
          .means(
              "longest connection attempt",
              "At a server this bounds the connection to a target, all addresses of a name together. At a local "
                  + "it bounds the connection to the server.");

  static final Key<Duration> LIMITS_IDLE_TIMEOUT =
      Key.both("limits.idle-timeout", ValueTypes.duration("1s", "168h"))
          .byDefault(Duration.ofHours(1))
          .means(
              "longest silence of a stream",
              "A stream is reset when nothing has moved in either direction for this time.");

  static final Key<Integer> LIMITS_UDP_ASSOCIATIONS =
      Key.both("limits.udp-associations", ValueTypes.number(0, 65_536))
          .byDefault(1_024)
          .means(
              "UDP associations at once",
              "Each association holds a socket and two buffers of 66 KiB. The reply to further requests is "
                  + "\"general failure\".");

  static final Key<Duration> LIMITS_UDP_IDLE_TIMEOUT =
      Key.both("limits.udp-idle-timeout", ValueTypes.duration("1s", "168h"))
          .byDefault(Duration.ofMinutes(5))
          .means(
              "longest silence of a UDP association",
              "An association ends, and its TCP connection with it, when no datagram has moved for this time. "
                  + "RFC 4787 section 4.3 asks for at least 2 minutes.");

  static final Key<Duration> LIMITS_DRAIN_TIMEOUT =
      Key.both("limits.drain-timeout", ValueTypes.duration("0s", "1h"))
          .byDefault(Duration.ofSeconds(10))
          .means(
              "time that streams have to end after SIGTERM",
              "New connections are refused at once. Streams that are still open after this time are reset. A "
                  + "second signal ends the process at once.");

  // Logs and metrics.

  static final Key<HostPort> METRICS_LISTEN =
      Key.both("metrics.listen", ValueTypes.listenAddress("127.0.0.1"))
          .means(
              "address for GET /metrics and /healthz",
              "The meters are served as Prometheus text, without addresses of users or targets. A port alone "
                  + "stands for that port on loopback. Without this key nothing is served.");

  static final Key<List<String>> METRICS_HOSTS =
      Key.both("metrics.hosts", ValueTypes.listOf(ValueTypes.hostName()))
          .byDefault(List.of())
          .means(
              "host names by which /metrics may be asked for",
              "A request that names another host in its Host field is answered with 421, so that a web page cannot "
                  + "read the meters through a visitor's browser by giving its own name this address. IP addresses, "
                  + "localhost and the host of metrics.listen are always accepted.");

  static final Key<Boolean> METRICS_USERS =
      Key.both("metrics.users", ValueTypes.yesOrNo())
          .byDefault(false)
          .means(
              "show each user's traffic in /metrics",
              "Adds the counter culvert_user_bytes_total with the user's name as a label.");

  static final Key<LogLevel> LOG_LEVEL =
      Key.both("log.level", ValueTypes.logLevel())
          .byDefault(LogLevel.INFO)
          .means("how much is logged", "The log is written to standard error.");

  static final Key<Boolean> LOG_TARGETS =
      Key.both("log.targets", ValueTypes.yesOrNo())
          .byDefault(false)
          .means(
              "log the targets of streams",
              "The log line at the end of each stream then names its target. The line of a BIND names the peer that "
                  + "came, and the line of a UDP association tells the number of its targets. This is off by default, "
                  + "because targets reveal what users do.");

  static final Key<SchedulerChoice> RUNTIME_SCHEDULER =
      Key.both("runtime.scheduler", ValueTypes.scheduler())
          .byDefault(SchedulerChoice.CARRIERS)
          .means(
              "what runs the program's threads",
              "\"carriers\" runs virtual threads on a few threads that also wait for the network, so that what arrives "
                  + "costs one wake-up and not two. It needs a private constructor of the JDK. With \"jdk\", or where the "
                  + "JDK lacks that constructor, the JDK's own scheduler runs them.");

  private SharedKeys() {}
}
