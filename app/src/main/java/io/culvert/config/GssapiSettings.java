package io.culvert.config;

import io.culvert.auth.GssapiProtection;
import io.culvert.auth.KeytabFile;
import io.culvert.auth.Principal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * GSSAPI authentication of SOCKS clients, RFC 1961. Immutable.
 *
 * @param keytab the keys of the service
 * @param principal the service that clients have tickets for; empty for any that the keytab names
 * @param protection how the level is agreed on that clients propose
 * @param users who may use the proxy; empty for everybody in the service's realm
 */
public record GssapiSettings(
    Path keytab,
    Optional<Principal> principal,
    GssapiProtection protection,
    List<Principal> users) {
  private static final List<Key<?>> DETAILS =
      List.of(Keys.AUTH_GSSAPI_PRINCIPAL, Keys.AUTH_GSSAPI_PROTECTION, Keys.AUTH_GSSAPI_USERS);

  public GssapiSettings {
    users = List.copyOf(users);
  }

  /** The settings, if the operator named a keytab. */
  static Optional<GssapiSettings> of(Configuration configuration) throws ConfigurationException {
    if (configuration.find(Keys.AUTH_GSSAPI_KEYTAB).isEmpty()) {
      refuseHalf(configuration);
      return Optional.empty();
    }
    Path keytab = configuration.requireFile(Keys.AUTH_GSSAPI_KEYTAB);
    Optional<Principal> principal = configuration.find(Keys.AUTH_GSSAPI_PRINCIPAL);
    KeytabFile.check(keytab);
    if (principal.isPresent()) {
      KeytabFile.checkKeyOf(keytab, principal.get());
    }
    return Optional.of(
        new GssapiSettings(
            keytab,
            principal,
            configuration.get(Keys.AUTH_GSSAPI_PROTECTION),
            configuration.get(Keys.AUTH_GSSAPI_USERS)));
  }

  /** Whoever writes one of these believes that it protects something. */
  private static void refuseHalf(Configuration configuration) throws ConfigurationException {
    for (Key<?> key : DETAILS) {
      if (!configuration.find(key).equals(key.defaultValue())) {
        throw configuration.wrong(
            key,
            "means nothing without auth.gssapi-keytab",
            "name the service's keys: --auth.gssapi-keytab FILE");
      }
    }
  }

  /** Whether this client, which has a ticket for a service of that realm, may use the proxy. */
  public boolean permits(Principal client, String serviceRealm) {
    List<Principal> rules =
        users.isEmpty() ? List.of(new Principal(Principal.ANY, serviceRealm)) : users;
    return rules.stream().anyMatch(rule -> rule.covers(client));
  }
}
