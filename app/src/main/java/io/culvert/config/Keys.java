package io.culvert.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table of all keys: the one source of flags, environment variables, TOML keys, help texts and
 * the reference page.
 */
public final class Keys {
  /** All rows, in the order of help and reference page. */
  public static final List<Key<?>> ALL =
      List.of(
          ServerKeys.SERVER_LISTEN,
          ServerKeys.KEY_FILE,
          ServerKeys.USERS_FILE,
          ServerKeys.FALLBACK,
          ServerKeys.TARGETS_ALLOW,
          ServerKeys.TARGETS_DENY,
          ServerKeys.TARGETS_DENY_PORTS,
          ServerKeys.DNS_SERVERS,
          ServerKeys.DNS_TIMEOUT,
          ServerKeys.UDP_ENABLED,
          ServerKeys.UDP_FILTERING,
          ServerKeys.BIND_ENABLED,
          LocalKeys.LOCAL_LISTEN,
          LocalKeys.LINK,
          LocalKeys.LINK_FILE,
          LocalKeys.AUTH_USERS_FILE,
          LocalKeys.AUTH_IGNORE_CREDENTIALS,
          LocalKeys.AUTH_GSSAPI_KEYTAB,
          LocalKeys.AUTH_GSSAPI_PRINCIPAL,
          LocalKeys.AUTH_GSSAPI_PROTECTION,
          LocalKeys.AUTH_GSSAPI_USERS,
          LocalKeys.OPTIMISTIC,
          LocalKeys.TUNNEL_PREFIX,
          LocalKeys.TUNNEL_READY,
          LocalKeys.TUNNEL_READY_MAX,
          SharedKeys.LIMITS_CONNECTIONS,
          SharedKeys.LIMITS_HANDSHAKE_TIMEOUT,
          LocalKeys.LIMITS_NEGOTIATION_TIMEOUT,
          SharedKeys.LIMITS_CONNECT_TIMEOUT,
          SharedKeys.LIMITS_IDLE_TIMEOUT,
          ServerKeys.LIMITS_BIND_TIMEOUT,
          SharedKeys.LIMITS_UDP_ASSOCIATIONS,
          SharedKeys.LIMITS_UDP_IDLE_TIMEOUT,
          SharedKeys.LIMITS_DRAIN_TIMEOUT,
          ServerKeys.LIMITS_BAD_HANDSHAKES,
          ServerKeys.LIMITS_REPLAY_ENTRIES,
          ServerKeys.LIMITS_DNS_LOOKUPS,
          SharedKeys.METRICS_LISTEN,
          SharedKeys.METRICS_HOSTS,
          SharedKeys.METRICS_USERS,
          SharedKeys.LOG_LEVEL,
          SharedKeys.LOG_TARGETS,
          SharedKeys.RUNTIME_SCHEDULER);

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
}
