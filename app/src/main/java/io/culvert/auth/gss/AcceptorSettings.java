package io.culvert.auth.gss;

import io.culvert.identity.Principal;
import io.culvert.socks.GssapiProtection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The settings of a {@link GssAcceptor}. Immutable.
 *
 * @param keytab the keys of the service
 * @param service the service that clients need tickets for; empty for any service in the keytab
 * @param protection how the acceptor answers the level that a client proposes
 * @param users the principals that may use the proxy; empty for all of the service's realm
 */
public record AcceptorSettings(
    Path keytab, Optional<Principal> service, GssapiProtection protection, List<Principal> users) {

  /** Copies its list. */
  public AcceptorSettings {
    users = List.copyOf(users);
  }

  /** Whether a client with a ticket for a service of {@code serviceRealm} may use the proxy. */
  boolean permits(Principal client, String serviceRealm) {
    List<Principal> rules =
        users.isEmpty() ? List.of(new Principal(Principal.ANY, serviceRealm)) : users;
    return rules.stream().anyMatch(rule -> rule.covers(client));
  }
}
