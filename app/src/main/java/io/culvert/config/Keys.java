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

  // What the server is and where it listens.

  static final Key<HostPort> SERVER_LISTEN =
      server("listen", ValueTypes.listenAddress("0.0.0.0"))
          .byDefault(new HostPort("0.0.0.0", 8443))
          .means("address for tunnel connections", "Where the server waits for its users' locals.");

  static final Key<Path> KEY_FILE =
      server("key-file", ValueTypes.file())
          .means(
              "file with the server's private key",
              "The file that `culvert init` made. It must be readable by its owner alone (mode 0600).");

  static final Key<Path> USERS_FILE =
      server("users-file", ValueTypes.file())
          .means(
              "file with the users' names, ids and keys",
              "One line per user: name, id, key. It must be readable by its owner alone (mode 0600).");

  static final Key<HostPort> FALLBACK =
      server("fallback", ValueTypes.peerAddress())
          .means(
              "where strangers are sent, such as a web server",
              "A connection that does not open with a user's handshake is handed to this address, bytes and all. "
                  + "Without it, such a connection is read in silence and closed after 59 seconds.");

  // Which targets users may reach.

  static final Key<List<Cidr>> TARGETS_ALLOW =
      server("targets.allow", ValueTypes.listOf(ValueTypes.cidr()))
          .byDefault(List.of())
          .means(
              "address blocks allowed although private",
              "Private, loopback, link-local, shared, multicast and unspecified addresses are refused as targets, after "
                  + "names were resolved, unless a block named here holds them.");

  static final Key<List<Cidr>> TARGETS_DENY =
      server("targets.deny", ValueTypes.listOf(ValueTypes.cidr()))
          .byDefault(List.of())
          .means(
              "address blocks refused",
              "Refused as targets, even where targets.allow names them too.");

  static final Key<List<Integer>> TARGETS_DENY_PORTS =
      server("targets.deny-ports", ValueTypes.listOf(ValueTypes.number(0, 65_535)))
          .byDefault(List.of(25))
          .means(
              "ports refused", "Target ports that are refused; 25 keeps users from sending spam.");

  static final Key<List<HostPort>> DNS_SERVERS =
      server("dns.servers", ValueTypes.listOf(ValueTypes.dnsServer()))
          .byDefault(List.of())
          .means(
              "DNS servers for target names",
              "Target names are looked up here; an empty list means the servers of the operating system.");

  static final Key<Duration> DNS_TIMEOUT =
      server("dns.timeout", ValueTypes.duration("100ms", "1m"))
          .byDefault(Duration.ofSeconds(5))
          .means(
              "longest look-up of a target name",
              "A name that takes longer counts as unresolvable.");

  static final Key<Boolean> UDP_ENABLED =
      server("udp.enabled", ValueTypes.yesOrNo())
          .byDefault(true)
          .means(
              "serve UDP ASSOCIATE",
              "Users may exchange datagrams with targets, under the same rules as connections.");

  static final Key<Boolean> BIND_ENABLED =
      server("bind.enabled", ValueTypes.yesOrNo())
          .byDefault(false)
          .means(
              "serve BIND",
              "Users may have the server listen for one connection at a time, on the address that leads to the peer "
                  + "they name and on a port that the system picks. Off, because it opens ports on the server.");

  // What the local is and where it listens.

  static final Key<HostPort> LOCAL_LISTEN =
      local("listen", ValueTypes.listenAddress("127.0.0.1"))
          .byDefault(new HostPort("127.0.0.1", 1080))
          .means(
              "address for SOCKS clients",
              "Where applications find the SOCKS proxy. An address other than loopback needs auth.users-file or "
                  + "auth.gssapi-keytab.");

  static final Key<Link> LINK =
      local("link", ValueTypes.link())
          .means(
              "the line that `culvert init` printed",
              "All that a local needs to know of its server, secrets included. In a TOML file it asks for mode 0600; "
                  + "on a command line other users of the machine can see it, so prefer link-file there.");

  static final Key<Path> LINK_FILE =
      local("link-file", ValueTypes.file())
          .means(
              "file that holds the link",
              "A file with the link in one line, readable by its owner alone (mode 0600).");

  static final Key<Path> AUTH_USERS_FILE =
      local("auth.users-file", ValueTypes.file())
          .means(
              "SOCKS users and their password hashes",
              "Lines `name:hash` as `culvert password` prints them. With this file, every client must say "
                  + "name and password (RFC 1929).");

  static final Key<Path> AUTH_GSSAPI_KEYTAB =
      local("auth.gssapi-keytab", ValueTypes.file())
          .means(
              "Kerberos keys for GSSAPI clients",
              "The keytab of the service that clients ask tickets for, such as rcmd/HOST@REALM for curl; readable by its "
                  + "owner alone (mode 0600). With it, every client must authenticate by GSSAPI (RFC 1961), or, where "
                  + "auth.users-file is written too, by either method; a client that offers both uses GSSAPI.");

  static final Key<Principal> AUTH_GSSAPI_PRINCIPAL =
      local("auth.gssapi-principal", ValueTypes.principal())
          .means(
              "the one service of the keytab to accept",
              "Without it, tickets for any service that the keytab has keys of are accepted.");

  static final Key<GssapiProtection> AUTH_GSSAPI_PROTECTION =
      local("auth.gssapi-protection", ValueTypes.gssapiProtection())
          .byDefault(GssapiProtection.PROPOSED)
          .means(
              "protection between GSSAPI clients and local",
              "\"proposed\" grants what each client proposes, which may be none. With \"integrity\" at least, nobody "
                  + "between client and local can change what passes; with \"confidentiality\" nobody can read it either. "
                  + "\"none\" authenticates only: curl 8.17 and later need it, as they propose what they cannot do.");

  static final Key<List<Principal>> AUTH_GSSAPI_USERS =
      local("auth.gssapi-users", ValueTypes.listOf(ValueTypes.principalRule()))
          .byDefault(List.of())
          .means(
              "Kerberos principals that may use the proxy",
              "An empty list means every principal of the service's own realm. Once a list is written, only its members "
                  + "are allowed; *@REALM names a whole realm. Anonymous principals must be written out.");

  static final Key<Boolean> OPTIMISTIC =
      local("optimistic", ValueTypes.yesOrNo())
          .byDefault(false)
          .means(
              "tell clients yes before the target answered",
              "CONNECT is answered at once, and the client's first bytes travel with the request: a round trip less. The "
                  + "price is truth: the reply code is always 00 and the bound address 0.0.0.0:0, and a target that was not "
                  + "reached shows as a reset.");

  static final Key<String> TUNNEL_PREFIX =
      local("tunnel.prefix", ValueTypes.prefix())
          .byDefault("")
          .means(
              "fixed first bytes of each tunnel connection",
              "Up to 12 characters that open each tunnel connection in place of random bytes, for networks that block "
                  + "what looks like nothing known. The published rules for that spare what begins with six printable "
                  + "characters or a method of HTTP, such as \"GET / HTTP/1\".");

  static final Key<Integer> TUNNEL_READY =
      local("tunnel.ready", ValueTypes.number(0, 1_024))
          .byDefault(2)
          .means(
              "fewest tunnel connections kept ready",
              "Connections with the handshake done, so that a request need not wait for one.");

  static final Key<Integer> TUNNEL_READY_MAX =
      local("tunnel.ready-max", ValueTypes.number(0, 16_384))
          .byDefault(64)
          .means(
              "most tunnel connections kept ready",
              "Recent demand moves the number of ready connections between tunnel.ready and this.");

  // Limits: all on by default.

  static final Key<Integer> LIMITS_CONNECTIONS =
      both("limits.connections", ValueTypes.number(1, 1_000_000))
          .byDefault(16_384)
          .means(
              "connections served at once",
              "Tunnel connections of a server, client connections of a local. Further ones wait in the system's backlog.");

  static final Key<Duration> LIMITS_HANDSHAKE_TIMEOUT =
      both("limits.handshake-timeout", ValueTypes.duration("100ms", "55s"))
          .byDefault(Duration.ofSeconds(8))
          .means(
              "longest tunnel handshake",
              "Counted from the connection's start, whatever arrives meanwhile.");

  static final Key<Duration> LIMITS_NEGOTIATION_TIMEOUT =
      local("limits.negotiation-timeout", ValueTypes.duration("100ms", "10m"))
          .byDefault(Duration.ofSeconds(10))
          .means("longest SOCKS negotiation", "From accept to the end of the client's request.");

  static final Key<Duration> LIMITS_CONNECT_TIMEOUT =
      both("limits.connect-timeout", ValueTypes.duration("100ms", "5m"))
          .byDefault(Duration.ofSeconds(10))
          .means(
              "longest connection attempt",
              "From server to target, all addresses of a name together; from local to server.");

  static final Key<Duration> LIMITS_IDLE_TIMEOUT =
      both("limits.idle-timeout", ValueTypes.duration("1s", "168h"))
          .byDefault(Duration.ofHours(1))
          .means(
              "longest silence of a stream",
              "A stream on which nothing moves in either direction is reset.");

  static final Key<Duration> LIMITS_BIND_TIMEOUT =
      server("limits.bind-timeout", ValueTypes.duration("100ms", "1h"))
          .byDefault(Duration.ofMinutes(2))
          .means(
              "longest wait for the peer of BIND",
              "The listening port is closed then, and the client is told.");

  static final Key<Integer> LIMITS_UDP_ASSOCIATIONS =
      both("limits.udp-associations", ValueTypes.number(0, 65_536))
          .byDefault(1_024)
          .means(
              "UDP associations at once",
              "Each holds a socket and two buffers of 66 KiB. Further requests are answered with a general failure.");

  static final Key<Duration> LIMITS_UDP_IDLE_TIMEOUT =
      both("limits.udp-idle-timeout", ValueTypes.duration("1s", "168h"))
          .byDefault(Duration.ofMinutes(5))
          .means(
              "longest silence of a UDP association",
              "An association on which no datagram moves is ended, and its TCP connection with it (RFC 4787 section 4.3 "
                  + "asks for 2 minutes at least).");

  static final Key<Duration> LIMITS_DRAIN_TIMEOUT =
      both("limits.drain-timeout", ValueTypes.duration("0s", "1h"))
          .byDefault(Duration.ofSeconds(10))
          .means(
              "time that streams have to end after SIGTERM",
              "New connections are refused at once; streams that are left after this time are reset. A second signal quits.");

  static final Key<Integer> LIMITS_BAD_HANDSHAKES =
      server("limits.bad-handshakes", ValueTypes.number(64, 1_000_000))
          .byDefault(4_096)
          .means(
              "strangers' connections kept in silence",
              "Connections without a valid handshake, or with none yet, are kept open and unanswered for 59 seconds; beyond "
                  + "this number the oldest are closed early. Keep it well below limits.connections.");

  static final Key<Integer> LIMITS_REPLAY_ENTRIES =
      server("limits.replay-entries", ValueTypes.number(1_024, 16_777_216))
          .byDefault(262_144)
          .means(
              "handshakes remembered against replay",
              "Each valid handshake is remembered for two minutes; when the memory is full, handshakes are refused.");

  static final Key<Integer> LIMITS_DNS_LOOKUPS =
      server("limits.dns-lookups", ValueTypes.number(1, 65_536))
          .byDefault(128)
          .means("DNS look-ups at once", "Further look-ups wait, within dns.timeout.");

  // What operators see.

  static final Key<HostPort> METRICS_LISTEN =
      both("metrics.listen", ValueTypes.listenAddress("127.0.0.1"))
          .means(
              "address for GET /metrics and /healthz",
              "Off unless written. Prometheus text without addresses of users or targets; a port alone means loopback.");

  static final Key<Boolean> METRICS_USERS =
      both("metrics.users", ValueTypes.yesOrNo())
          .byDefault(false)
          .means(
              "show each user's traffic in /metrics",
              "Adds the counter culvert_user_bytes_total with the user's name as a label.");

  static final Key<LogLevel> LOG_LEVEL =
      both("log.level", ValueTypes.logLevel())
          .byDefault(LogLevel.INFO)
          .means("how much is logged", "The log goes to standard error.");

  static final Key<Boolean> LOG_TARGETS =
      both("log.targets", ValueTypes.yesOrNo())
          .byDefault(false)
          .means("log the targets of streams", "Off, because who went where is nobody's business.");

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
          LOG_TARGETS);

  private Keys() {}

  /** The rows that a role knows, in the same order. */
  public static List<Key<?>> of(Role role) {
    return ALL.stream().filter(key -> key.roles().contains(role)).toList();
  }

  /** The names of the rows that a role knows. */
  static Set<String> names(Role role) {
    return of(role).stream().map(Key::name).collect(Collectors.toUnmodifiableSet());
  }

  /** The row with this name, if the role knows it. */
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
