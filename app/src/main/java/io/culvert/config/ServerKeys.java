package io.culvert.config;

import io.culvert.address.Cidr;
import io.culvert.address.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The keys that a server alone knows. */
final class ServerKeys {
  // The server and its address.

  static final Key<HostPort> SERVER_LISTEN =
      Key.server("listen", ValueTypes.listenAddress("0.0.0.0"))
          .byDefault(new HostPort("0.0.0.0", 8443))
          .means(
              "address for tunnel connections",
              "The server accepts its users' tunnel connections at this address.");

  static final Key<Path> KEY_FILE =
      Key.server("key-file", ValueTypes.file())
          .means(
              "file with the server's private key",
              "`culvert init` writes this file. Only its owner may read it (mode 0600).");

  static final Key<Path> USERS_FILE =
      Key.server("users-file", ValueTypes.file())
          .means(
              "file with the users' names, ids and keys",
              "Each line holds one user: name, id and key. Only the file's owner may read it (mode 0600).");

  static final Key<HostPort> FALLBACK =
      Key.server("fallback", ValueTypes.peerAddress())
          .means(
              "web server for connections that do not authenticate",
              "A connection that does not open with a user's handshake is passed on to this address, with every "
                  + "byte that it sent. Without a fallback, the server reads such a connection in silence and closes "
                  + "it after 59 seconds.");

  // Targets that users may reach.

  static final Key<List<Cidr>> TARGETS_ALLOW =
      Key.server("targets.allow", ValueTypes.listOf(ValueTypes.cidr()))
          .byDefault(List.of())
          .means(
              "address blocks that are allowed although not public",
              "The server refuses addresses that IANA's special-purpose registries do not call globally reachable, "
                  + "such as private, loopback and link-local ones. It also refuses multicast addresses, IPv6 addresses "
                  + "outside 2000::/3, and the addresses of its own interfaces, even public ones. An address in one of "
                  + "these blocks is allowed. A name is judged by the addresses that it resolves to, and an IPv6 "
                  + "address that embeds an IPv4 address is judged by both.");

  static final Key<List<Cidr>> TARGETS_DENY =
      Key.server("targets.deny", ValueTypes.listOf(ValueTypes.cidr()))
          .byDefault(List.of())
          .means(
              "address blocks that are refused",
              "The server refuses addresses in these blocks as targets, even if targets.allow contains them.");

  static final Key<List<Integer>> TARGETS_DENY_PORTS =
      Key.server("targets.deny-ports", ValueTypes.listOf(ValueTypes.number(0, 65_535)))
          .byDefault(List.of(25))
          .means(
              "target ports that are refused",
              "The server refuses these ports at every target. Port 25 is refused by default, so that users "
                  + "cannot send spam.");

  static final Key<List<HostPort>> DNS_SERVERS =
      Key.server("dns.servers", ValueTypes.listOf(ValueTypes.dnsServer()))
          .byDefault(List.of())
          .means(
              "DNS servers for target names",
              "The server resolves target names with these DNS servers. An empty list selects those of the "
                  + "operating system.");

  static final Key<Duration> DNS_TIMEOUT =
      Key.server("dns.timeout", ValueTypes.duration("100ms", "1m"))
          .byDefault(Duration.ofSeconds(5))
          .means(
              "longest DNS lookup of a target name",
              "A name that takes longer counts as unresolvable.");

  static final Key<Boolean> UDP_ENABLED =
      Key.server("udp.enabled", ValueTypes.yesOrNo())
          .byDefault(true)
          .means(
              "serve UDP ASSOCIATE",
              "Users may exchange datagrams with targets. The rules for targets apply to datagrams too.");

  static final Key<UdpFilteringChoice> UDP_FILTERING =
      Key.server("udp.filtering", ValueTypes.udpFiltering())
          .byDefault(UdpFilteringChoice.ENDPOINT_INDEPENDENT)
          .means(
              "whose datagrams a UDP association accepts",
              "With \"endpoint-independent\" any host may send datagrams to a user's port at the server, as games, "
                  + "calls and file sharing need. With \"address-dependent\" only hosts that the user has sent a "
                  + "datagram to may, from any of their ports (RFC 4787 section 5). Datagrams from addresses that the "
                  + "rules for targets refuse are dropped in both cases.");

  static final Key<Boolean> BIND_ENABLED =
      Key.server("bind.enabled", ValueTypes.yesOrNo())
          .byDefault(false)
          .means(
              "serve BIND",
              "A BIND request makes the server listen for one connection. The server listens on the address "
                  + "that it uses to reach the peer named in the request, and on a port that the system chooses. BIND "
                  + "is off by default, because it opens ports on the server.");

  static final Key<Duration> LIMITS_BIND_TIMEOUT =
      Key.server("limits.bind-timeout", ValueTypes.duration("100ms", "1h"))
          .byDefault(Duration.ofMinutes(2))
          .means(
              "longest wait for the peer of BIND",
              "After this time the server closes the listening port, and the client receives a failure reply.");

  static final Key<Integer> LIMITS_BAD_HANDSHAKES =
      Key.server("limits.bad-handshakes", ValueTypes.number(64, 1_000_000))
          .byDefault(4_096)
          .means(
              "unauthenticated connections kept open in silence",
              "A connection whose handshake is invalid or not yet complete stays open and unanswered for 59 "
                  + "seconds. Beyond this number the oldest such connections are closed early. Keep the number well "
                  + "below limits.connections.");

  static final Key<Integer> LIMITS_REPLAY_ENTRIES =
      Key.server("limits.replay-entries", ValueTypes.number(1_024, 16_777_216))
          .byDefault(262_144)
          .means(
              "handshakes remembered against replay",
              "The server remembers each valid handshake for up to three minutes. While the memory is "
                  + "full, it refuses further handshakes.");

  static final Key<Integer> LIMITS_DNS_LOOKUPS =
      Key.server("limits.dns-lookups", ValueTypes.number(1, 65_536))
          .byDefault(1_280)
          .means(
              "DNS lookups at once",
              "One user may have at most eight times as many lookups in progress as are left for the others. Further "
                  + "lookups wait, and users take turns. The wait counts towards dns.timeout. A lookup holds up to two "
                  + "sockets.");

  private ServerKeys() {}
}
