package io.culvert.config;

import io.culvert.address.HostPort;
import io.culvert.identity.Link;
import io.culvert.identity.Principal;
import io.culvert.socks.GssapiProtection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The keys that a local alone knows. */
final class LocalKeys {
  // The local and its address.

  static final Key<HostPort> LOCAL_LISTEN =
      Key.local("listen", ValueTypes.listenAddress("127.0.0.1"))
          .byDefault(new HostPort("127.0.0.1", 1080))
          .means(
              "address for SOCKS clients",
              "The local accepts applications at this address. An address other than loopback requires "
                  + "auth.users-file or auth.gssapi-keytab.");

  static final Key<Link> LINK =
      Key.local("link", ValueTypes.link())
          .means(
              "the line that `culvert init` printed",
              "The link holds all that a local needs to reach its server, secrets included. A TOML file with a "
                  + "link must have mode 0600. Other users of the machine can read a link on the command line; "
                  + "link-file avoids this.");

  static final Key<Path> LINK_FILE =
      Key.local("link-file", ValueTypes.file())
          .means(
              "file that contains the link",
              "The file holds the link in one line. Only its owner may read it (mode 0600).");

  static final Key<Path> AUTH_USERS_FILE =
      Key.local("auth.users-file", ValueTypes.file())
          .means(
              "SOCKS users and their password hashes",
              "Each line is `name:hash`, as `culvert password` prints it. With this file, every client must "
                  + "authenticate with a user name and a password (RFC 1929).");

  static final Key<Boolean> AUTH_IGNORE_CREDENTIALS =
      Key.local("auth.ignore-credentials", ValueTypes.yesOrNo())
          .byDefault(false)
          .means(
              "accept any SOCKS 5 user name and password",
              "Some applications offer a SOCKS 5 user name and password (RFC 1929) and nothing else. A local without "
                  + "users refuses them. With this key it accepts any name and password and checks neither. The key "
                  + "cannot be combined with auth.users-file or auth.gssapi-keytab.");

  static final Key<Path> AUTH_GSSAPI_KEYTAB =
      Key.local("auth.gssapi-keytab", ValueTypes.file())
          .means(
              "Kerberos keys for GSSAPI clients",
              "The keytab holds the keys of the service that clients request tickets for, such as "
                  + "rcmd/HOST@REALM for curl. Only its owner may read it (mode 0600). With a keytab, every client "
                  + "must authenticate by GSSAPI (RFC 1961). If auth.users-file is set too, a client may use either "
                  + "method; a client that offers both uses GSSAPI.");

  static final Key<Principal> AUTH_GSSAPI_PRINCIPAL =
      Key.local("auth.gssapi-principal", ValueTypes.principal())
          .means(
              "the one service of the keytab to accept",
              "The local accepts tickets for this service only. Without this key it accepts tickets for every "
                  + "service in the keytab.");

  static final Key<GssapiProtection> AUTH_GSSAPI_PROTECTION =
      Key.local("auth.gssapi-protection", ValueTypes.gssapiProtection())
          .byDefault(GssapiProtection.PROPOSED)
          .means(
              "protection between GSSAPI clients and local",
              "\"proposed\" grants the level that each client proposes, which may be none. \"integrity\" and "
                  + "\"confidentiality\" keep anybody between client and local from altering the traffic; "
                  + "\"confidentiality\" also keeps it secret. \"none\" authenticates the client and protects "
                  + "nothing. curl 8.17 and later require \"none\", because they propose protection that they do not "
                  + "implement.");

  static final Key<List<Principal>> AUTH_GSSAPI_USERS =
      Key.local("auth.gssapi-users", ValueTypes.listOf(ValueTypes.principalRule()))
          .byDefault(List.of())
          .means(
              "Kerberos principals that may use the proxy",
              "An empty list admits every principal of the service's own realm. Any other list admits only its "
                  + "members; *@REALM stands for a whole realm. A list must name an anonymous principal in full to "
                  + "admit it.");

  static final Key<Boolean> OPTIMISTIC =
      Key.local("optimistic", ValueTypes.yesOrNo())
          .byDefault(false)
          .means(
              "answer CONNECT before the target is reached",
              "The local answers CONNECT at once and sends the client's first bytes with the request, which "
                  + "saves a round trip. In exchange the reply no longer tells the truth: its code is always 00, its "
                  + "bound address is 0.0.0.0:0, and a target that cannot be reached shows as a reset.");

  static final Key<String> TUNNEL_PREFIX =
      Key.local("tunnel.prefix", ValueTypes.prefix())
          .byDefault("")
          .means(
              "fixed first bytes of each tunnel connection",
              "Each tunnel connection opens with these characters, at most 12, in place of random bytes. Some "
                  + "networks block traffic that resembles no known protocol. Their published rules exempt traffic "
                  + "that begins with six printable characters or with an HTTP method, such as \"GET / HTTP/1\".");

  static final Key<Integer> TUNNEL_READY =
      Key.local("tunnel.ready", ValueTypes.number(0, 1_024))
          .byDefault(2)
          .means(
              "fewest tunnel connections kept ready",
              "A ready connection has completed its handshake, so that a request need not wait for one.");

  static final Key<Integer> TUNNEL_READY_MAX =
      Key.local("tunnel.ready-max", ValueTypes.number(0, 16_384))
          .byDefault(64)
          .means(
              "most tunnel connections kept ready",
              "The local adapts the number of ready connections to recent demand, from tunnel.ready up to this "
                  + "number.");

  static final Key<Duration> LIMITS_NEGOTIATION_TIMEOUT =
      Key.local("limits.negotiation-timeout", ValueTypes.duration("100ms", "10m"))
          .byDefault(Duration.ofSeconds(10))
          .means(
              "longest SOCKS negotiation",
              "The time runs from accept to the end of the client's request.");

  private LocalKeys() {}
}
