package io.culvert.config;

import io.culvert.identity.Principal;
import io.culvert.socks.GssapiProtection;
import java.util.List;
import java.util.Optional;

/**
 * GSSAPI authentication of SOCKS clients, RFC 1961. Immutable.
 *
 * @param keytab the keys of the service
 * @param principal the service that clients need tickets for; empty for any service in the keytab
 * @param protection how the proxy answers the protection level that a client proposes
 * @param users the principals that may use the proxy; empty for all of the service's realm
 */
public record GssapiSettings(
    NamedFile keytab,
    Optional<Principal> principal,
    GssapiProtection protection,
    List<Principal> users) {
  private static final List<Key<?>> DETAILS =
      List.of(
          LocalKeys.AUTH_GSSAPI_PRINCIPAL,
          LocalKeys.AUTH_GSSAPI_PROTECTION,
          LocalKeys.AUTH_GSSAPI_USERS);

  /** Copies its list. */
  public GssapiSettings {
    users = List.copyOf(users);
  }

  /** The settings, if the operator named a keytab. */
  static Optional<GssapiSettings> of(Configuration configuration) throws ConfigurationException {
    Optional<NamedFile> keytab = configuration.findFile(LocalKeys.AUTH_GSSAPI_KEYTAB);
    if (keytab.isEmpty()) {
      refuseHalf(configuration);
    }
    return keytab.map(file ->
        new GssapiSettings(
            file,
            configuration.find(LocalKeys.AUTH_GSSAPI_PRINCIPAL),
            configuration.get(LocalKeys.AUTH_GSSAPI_PROTECTION),
            configuration.get(LocalKeys.AUTH_GSSAPI_USERS)));
  }

  /** Refuses these keys without a keytab: an operator who sets one expects protection. */
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
}
