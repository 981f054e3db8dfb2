package io.culvert.config;

import static io.culvert.config.Role.LOCAL;
import static io.culvert.config.Role.SERVER;

import io.culvert.address.Cidr;
import io.culvert.address.HostPort;
import io.culvert.identity.Link;
import io.culvert.identity.Principal;
import io.culvert.socks.GssapiProtection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table of all keys: the one source of flags, environment variables, TOML keys, help texts and
 * the reference page.
 */
public final class Keys {

  // The server and its address.

  static final Key<HostPort> SERVER_LISTEN =
      server("listen", ValueTypes.listenAddress("0.0.0.0"))
          .byDefault(new HostPort("0.0.0.0", 8443))
          .means(
              "address for tunnel connections",
              "The server accepts its users' tunnel connections at this address.");

  static final Key<Path> KEY_FILE =
      server("key-file", ValueTypes.file())
          .means(
              "file with the server's private key",
              "`culvert init` writes this file. Only its owner may read it (mode 0600).");

  static final Key<Path> USERS_FILE =
      server("users-file", ValueTypes.file())
          .means(
              "file with the users' names, ids and keys",
              "Each line holds one user: name, id and key. Only the file's owner may read it (mode 0600).");

  static final Key<HostPort> FALLBACK =
      server("fallback", ValueTypes.peerAddress())
          .means(
              "web server for connections that do not authenticate",
              "A connection that does not open with a user's handshake is passed on to this address, with every "
                  + "byte that it sent. Without a fallback, the server reads such a connection in silence and closes "
                  + "it after 59 seconds.");

  // Targets that users may reach.

  static final Key<List<Cidr>> TARGETS_ALLOW =
      server("targets.allow", ValueTypes.listOf(ValueTypes.cidr()))
          .byDefault(List.of())
          .means(
              "address blocks that are allowed although private",
              "The server refuses private, loopback, link-local, shared, multicast and unspecified addresses as "
                  + "targets, unless one of these blocks contains the address. A name is judged by the addresses that "
                  + "it resolves to.");

  static final Key<List<Cidr>> TARGETS_DENY =
      server("targets.deny", ValueTypes.listOf(ValueTypes.cidr()))
          .byDefault(List.of())
          .means(
              "address blocks that are refused",
              "The server refuses addresses in these blocks as targets, even if targets.allow contains them.");

  static final Key<List<Integer>> TARGETS_DENY_PORTS =
      server("targets.deny-ports", ValueTypes.listOf(ValueTypes.number(0, 65_535)))
          .byDefault(List.of(25))
          .means(
              "target ports that are refused",
              "The server refuses these ports at every target. Port 25 is refused by default, so that users "
                  + "cannot send spam.");

  static final Key<List<HostPort>> DNS_SERVERS =
      server("dns.servers", ValueTypes.listOf(ValueTypes.dnsServer()))
          .byDefault(List.of())
          .means(
              "DNS servers for target names",
              "The server resolves target names with these DNS servers. An empty list selects those of the "
                  + "operating system.");

  static final Key<Duration> DNS_TIMEOUT =
      server("dns.timeout", ValueTypes.duration("100ms", "1m"))
          .byDefault(Duration.ofSeconds(5))
          .means(
              "longest DNS lookup of a target name",
              "A name that takes longer counts as unresolvable.");

  static final Key<Boolean> UDP_ENABLED =
      server("udp.enabled", ValueTypes.yesOrNo())
          .byDefault(true)
          .means(
              "serve UDP ASSOCIATE",
              "Users may exchange datagrams with targets. The rules for targets apply to datagrams too.");

  static final Key<Boolean> BIND_ENABLED =
      server("bind.enabled", ValueTypes.yesOrNo())
          .byDefault(false)
          .means(
              "serve BIND",
              "A BIND request makes the server listen for one connection. The server listens on the address "
                  + "that it uses to reach the peer named in the request, and on a port that the system chooses. BIND "
                  + "is off by default, because it opens ports on the server.");

  // The local and its address.

  static final Key<HostPort> LOCAL_LISTEN =
      local("listen", ValueTypes.listenAddress("127.0.0.1"))
          .byDefault(new HostPort("127.0.0.1", 1080))
          .means(
              "address for SOCKS clients",
              "The local accepts applications at this address. An address other than loopback requires "
                  + "auth.users-file or auth.gssapi-keytab.");

  static final Key<Link> LINK =
      local("link", ValueTypes.link())
          .means(
              "the line that `culvert init` printed",
              "The link holds all that a local needs to reach its server, secrets included. A TOML file with a "
                  + "link must have mode 0600. Other users of the machine can read a link on the command line; "
                  + "link-file avoids this.");

  static final Key<Path> LINK_FILE =
      local("link-file", ValueTypes.file())
          .means(
              "file that contains the link",
              "The file holds the link in one line. Only its owner may read it (mode 0600).");

  static final Key<Path> AUTH_USERS_FILE =
      local("auth.users-file", ValueTypes.file())
          .means(
              "SOCKS users and their password hashes",
              "Each line is `name:hash`, as `culvert password` prints it. With this file, every client must "
                  + "authenticate with a user name and a password (RFC 1929).");

  static final Key<Path> AUTH_GSSAPI_KEYTAB =
      local("auth.gssapi-keytab", ValueTypes.file())
          .means(
              "Kerberos keys for GSSAPI clients",
              "The keytab holds the keys of the service that clients request tickets for, such as "
                  + "rcmd/HOST@REALM for curl. Only its owner may read it (mode 0600). With a keytab, every client "
                  + "must authenticate by GSSAPI (RFC 1961). If auth.users-file is set too, a client may use either "
                  + "method; a client that offers both uses GSSAPI.");

  static final Key<Principal> AUTH_GSSAPI_PRINCIPAL =
      local("auth.gssapi-principal", ValueTypes.principal())
          .means(
              "the one service of the keytab to accept",
              "The local accepts tickets for this service only. Without this key it accepts tickets for every "
                  + "service in the keytab.");

  static final Key<GssapiProtection> AUTH_GSSAPI_PROTECTION =
      local("auth.gssapi-protection", ValueTypes.gssapiProtection())
          .byDefault(GssapiProtection.PROPOSED)
          .means(
              "protection between GSSAPI clients and local",
              "\"proposed\" grants the level that each client proposes, which may be none. \"integrity\" and "
                  + "\"confidentiality\" keep anybody between client and local from altering the traffic; "
                  + "\"confidentiality\" also keeps it secret. \"none\" authenticates the client and protects "
                  + "nothing. curl 8.17 and later require \"none\", because they propose protection that they do not "
                  + "implement.");

  static final Key<List<Principal>> AUTH_GSSAPI_USERS =
      local("auth.gssapi-users", ValueTypes.listOf(ValueTypes.principalRule()))
          .byDefault(List.of())
          .means(
              "Kerberos principals that may use the proxy",
              "An empty list admits every principal of the service's own realm. Any other list admits only its "
                  + "members; *@REALM stands for a whole realm. A list must name an anonymous principal in full to "
                  + "admit it.");

  static final Key<Boolean> OPTIMISTIC =
      local("optimistic", ValueTypes.yesOrNo())
          .byDefault(false)
          .means(
              "answer CONNECT before the target is reached",
              "The local answers CONNECT at once and sends the client's first bytes with the request, which "
                  + "saves a round trip. In exchange the reply no longer tells the truth: its code is always 00, its "
                  + "bound address is 0.0.0.0:0, and a target that cannot be reached shows as a reset.");

  static final Key<String> TUNNEL_PREFIX =
      local("tunnel.prefix", ValueTypes.prefix())
          .byDefault("")
          .means(
              "fixed first bytes of each tunnel connection",
              "Each tunnel connection opens with these characters, at most 12, in place of random bytes. Some "
                  + "networks block traffic that resembles no known protocol. Their published rules exempt traffic "
                  + "that begins with six printable characters or with an HTTP method, such as \"GET / HTTP/1\".");

  static final Key<Integer> TUNNEL_READY =
      local("tunnel.ready", ValueTypes.number(0, 1_024))
          .byDefault(2)
          .means(
              "fewest tunnel connections kept ready",
              "A ready connection has completed its handshake, so that a request need not wait for one.");

  static final Key<Integer> TUNNEL_READY_MAX =
      local("tunnel.ready-max", ValueTypes.number(0, 16_384))
          .byDefault(64)
          .means(
              "most tunnel connections kept ready",
              "The local adapts the number of ready connections to recent demand, from tunnel.ready up to this "
                  + "number.");

  // Limits: all on by default.

  static final Key<Integer> LIMITS_CONNECTIONS =
      both("limits.connections", ValueTypes.number(1, 1_000_000))
          .byDefault(16_384)
          .means(
              "connections served at once",
              "The limit counts tunnel connections at a server and client connections at a local. Further "
                  + "connections wait in the system's backlog.");

  static final Key<Duration> LIMITS_HANDSHAKE_TIMEOUT =
      both("limits.handshake-timeout", ValueTypes.duration("100ms", "55s"))
          .byDefault(Duration.ofSeconds(8))
          .means(
              "longest tunnel handshake",
              "The time runs from the start of the connection. Bytes that arrive do not extend it.");

  static final Key<Duration> LIMITS_NEGOTIATION_TIMEOUT =
      local("limits.negotiation-timeout", ValueTypes.duration("100ms", "10m"))
          .byDefault(Duration.ofSeconds(10))
          .means(
              "longest SOCKS negotiation",
              "The time runs from accept to the end of the client's request.");

  static final Key<Duration> LIMITS_CONNECT_TIMEOUT =
      both("limits.connect-timeout", ValueTypes.duration("100ms", "5m"))
          .byDefault(Duration.ofSeconds(10))
          .means(
              "longest connection attempt",
              "At a server this bounds the connection to a target, all addresses of a name together. At a local "
                  + "it bounds the connection to the server.");

  static final Key<Duration> LIMITS_IDLE_TIMEOUT =
      both("limits.idle-timeout", ValueTypes.duration("1s", "168h"))
          .byDefault(Duration.ofHours(1))
          .means(
              "longest silence of a stream",
              "A stream is reset when nothing has moved in either direction for this time.");

  static final Key<Duration> LIMITS_BIND_TIMEOUT =
      server("limits.bind-timeout", ValueTypes.duration("100ms", "1h"))
          .byDefault(Duration.ofMinutes(2))
          .means(
              "longest wait for the peer of BIND",
              "After this time the server closes the listening port, and the client receives a failure reply.");

  static final Key<Integer> LIMITS_UDP_ASSOCIATIONS =
      both("limits.udp-associations", ValueTypes.number(0, 65_536))
          .byDefault(1_024)
          .means(
              "UDP associations at once",
              "Each association holds a socket and two buffers of 66 KiB. The reply to further requests is "
                  + "\"general failure\".");

  static final Key<Duration> LIMITS_UDP_IDLE_TIMEOUT =
      both("limits.udp-idle-timeout", ValueTypes.duration("1s", "168h"))
          .byDefault(Duration.ofMinutes(5))
          .means(
              "longest silence of a UDP association",
              "An association ends, and its TCP connection with it, when no datagram has moved for this time. "
                  + "RFC 4787 section 4.3 asks for at least 2 minutes.");

  static final Key<Duration> LIMITS_DRAIN_TIMEOUT =
      both("limits.drain-timeout", ValueTypes.duration("0s", "1h"))
          .byDefault(Duration.ofSeconds(10))
          .means(
              "time that streams have to end after SIGTERM",
              "New connections are refused at once. Streams that are still open after this time are reset. A "
                  + "second signal ends the process at once.");

  static final Key<Integer> LIMITS_BAD_HANDSHAKES =
      server("limits.bad-handshakes", ValueTypes.number(64, 1_000_000))
          .byDefault(4_096)
          .means(
              "unauthenticated connections kept open in silence",
              "A connection whose handshake is invalid or not yet complete stays open and unanswered for 59 "
                  + "seconds. Beyond this number the oldest such connections are closed early. Keep the number well "
                  + "below limits.connections.");

  static final Key<Integer> LIMITS_REPLAY_ENTRIES =
      server("limits.replay-entries", ValueTypes.number(1_024, 16_777_216))
          .byDefault(262_144)
          .means(
              "handshakes remembered against replay",
              "The server remembers each valid handshake for two minutes. While the memory is full, it refuses "
                  + "further handshakes.");

  static final Key<Integer> LIMITS_DNS_LOOKUPS =
      server("limits.dns-lookups", ValueTypes.number(1, 65_536))
          .byDefault(128)
          .means(
              "DNS lookups at once", "Further lookups wait. The wait counts towards dns.timeout.");

  // Logs and metrics.

  static final Key<HostPort> METRICS_LISTEN =
      both("metrics.listen", ValueTypes.listenAddress("127.0.0.1"))
          .means(
              "address for GET /metrics and /healthz",
              "The meters are served as Prometheus text, without addresses of users or targets. A port alone "
                  + "stands for that port on loopback. Without this key nothing is served.");

  static final Key<Boolean> METRICS_USERS =
      both("metrics.users", ValueTypes.yesOrNo())
          .byDefault(false)
          .means(
              "show each user's traffic in /metrics",
              "Adds the counter culvert_user_bytes_total with the user's name as a label.");

  static final Key<LogLevel> LOG_LEVEL =
      both("log.level", ValueTypes.logLevel())
          .byDefault(LogLevel.INFO)
          .means("how much is logged", "The log is written to standard error.");

  static final Key<Boolean> LOG_TARGETS =
      both("log.targets", ValueTypes.yesOrNo())
          .byDefault(false)
          .means(
              "log the targets of streams",
              "The log line at the end of each stream then names its target. This is off by default, because "
                  + "targets reveal what users do.");

  static final Key<SchedulerChoice> RUNTIME_SCHEDULER =
      both("runtime.scheduler", ValueTypes.scheduler())
          .byDefault(SchedulerChoice.CARRIERS)
          .means(
              "what runs the program's threads",
              "\"carriers\" runs virtual threads on a few threads that also wait for the network, so that what arrives "
                  + "costs one wake-up and not two. It needs a private constructor of the JDK. With \"jdk\", or where the "
                  + "JDK lacks that constructor, the JDK's own scheduler runs them.");

  /** All rows, in the order of help and reference page. */
  public static final List<Key<?>> ALL =
      List.of(
          SERVER_LISTEN,
          KEY_FILE,
          USERS_FILE,
          FALLBACK,
          TARGETS_ALLOW,
          TARGETS_DENY,
          TARGETS_DENY_PORTS,
          DNS_SERVERS,
          DNS_TIMEOUT,
          UDP_ENABLED,
          BIND_ENABLED,
          LOCAL_LISTEN,
          LINK,
          LINK_FILE,
          AUTH_USERS_FILE,
          AUTH_GSSAPI_KEYTAB,
          AUTH_GSSAPI_PRINCIPAL,
          AUTH_GSSAPI_PROTECTION,
          AUTH_GSSAPI_USERS,
          OPTIMISTIC,
          TUNNEL_PREFIX,
          TUNNEL_READY,
          TUNNEL_READY_MAX,
          LIMITS_CONNECTIONS,
          LIMITS_HANDSHAKE_TIMEOUT,
          LIMITS_NEGOTIATION_TIMEOUT,
          LIMITS_CONNECT_TIMEOUT,
          LIMITS_IDLE_TIMEOUT,
          LIMITS_BIND_TIMEOUT,
          LIMITS_UDP_ASSOCIATIONS,
          LIMITS_UDP_IDLE_TIMEOUT,
          LIMITS_DRAIN_TIMEOUT,
          LIMITS_BAD_HANDSHAKES,
          LIMITS_REPLAY_ENTRIES,
          LIMITS_DNS_LOOKUPS,
          METRICS_LISTEN,
          METRICS_USERS,
          LOG_LEVEL,
          LOG_TARGETS,
          RUNTIME_SCHEDULER);

  private Keys() {}

  /** The rows of a role, in the same order. */
  public static List<Key<?>> of(Role role) {
    return ALL.stream().filter(key -> key.roles().contains(role)).toList();
  }

  /** The names of the rows of a role. */
  static Set<String> names(Role role) {
    return of(role).stream().map(Key::name).collect(Collectors.toUnmodifiableSet());
  }

  /** The row with this name, if the role has it. */
  public static Optional<Key<?>> find(Role role, String name) {
    return of(role).stream().filter(key -> key.name().equals(name)).findFirst();
  }

  private static <T> Key<T> server(String name, ValueType<T> type) {
    return Key.of(Set.of(SERVER), name, type);
  }

  private static <T> Key<T> local(String name, ValueType<T> type) {
    return Key.of(Set.of(LOCAL), name, type);
  }

  private static <T> Key<T> both(String name, ValueType<T> type) {
    return Key.of(EnumSet.allOf(Role.class), name, type);
  }
}
