package io.culvert.auth.gss;

import io.culvert.identity.Principal;
import io.culvert.socks.GssapiProtection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link GssAcceptor} accepts. Immutable.
 *
 * @param keytab the keys of the service
 * @param service the service that clients have tickets for; empty for any that the keytab names
 * @param protection how the acceptor answers the level that a client proposes
 * @param users who may use the proxy; empty for everybody in the service's realm
 */
public record AcceptorSettings(
    Path keytab, Optional<Principal> service, GssapiProtection protection, List<Principal> users) {

  /** Copies its list. */
  public AcceptorSettings {
    users = List.copyOf(users);
  }

  /** Whether this client, which has a ticket for a service of that realm, may use the proxy. */
  boolean permits(Principal client, String serviceRealm) {
    List<Principal> rules =
        users.isEmpty() ? List.of(new Principal(Principal.ANY, serviceRealm)) : users;
    return rules.stream().anyMatch(rule -> rule.covers(client));
  }
}
