package io.culvert.config;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A row of the table of keys: a configuration key, which is also a flag and an environment
 * variable. Immutable.
 *
 * @param <T> the type of its value
 */
public final class Key<T> {
  /** The prefix of every environment variable that is a key. */
  public static final String VARIABLE_PREFIX = "CULVERT_";

  private final String name;
  private final ValueType<T> type;
  private final Optional<T> defaultValue;
  private final Set<Role> roles;
  private final Text text;

  private record Text(String summary, String details) {}

  private Key(
      Set<Role> roles, String name, ValueType<T> type, Optional<T> defaultValue, Text text) {
    this.roles = roles;
    this.name = name;
    this.type = type;
    this.defaultValue = defaultValue;
    this.text = text;
  }

  /** A key of a server, without a default. */
  static <T> Key<T> server(String name, ValueType<T> type) {
    return of(Set.of(Role.SERVER), name, type);
  }

  /** A key of a local, without a default. */
  static <T> Key<T> local(String name, ValueType<T> type) {
    return of(Set.of(Role.LOCAL), name, type);
  }

  /** A key of both roles, without a default. */
  static <T> Key<T> both(String name, ValueType<T> type) {
    return of(EnumSet.allOf(Role.class), name, type);
  }

  private static <T> Key<T> of(Set<Role> roles, String name, ValueType<T> type) {
    return new Key<>(roles, name, type, Optional.empty(), new Text("", ""));
  }

  /** The same key with a default. */
  Key<T> byDefault(T value) {
    return new Key<>(roles, name, type, Optional.of(value), text);
  }

  /** The same key with its line of help and its paragraph of the reference page. */
  Key<T> means(String summary, String details) {
    return new Key<>(roles, name, type, defaultValue, new Text(summary, details));
  }

  /** The dotted name, such as {@code limits.idle-timeout}. */
  public String name() {
    return name;
  }

  /** The flag, such as {@code --limits.idle-timeout}. */
  public String flag() {
    return "--" + name;
  }

  /** The environment variable, such as {@code CULVERT_LIMITS_IDLE_TIMEOUT}. */
  public String variable() {
    return VARIABLE_PREFIX + name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  public ValueType<T> type() {
    return type;
  }

  public Optional<T> defaultValue() {
    return defaultValue;
  }

  /** The default as TOML, or an empty string. */
  public String defaultToml() {
    return defaultValue.map(type::write).orElse("");
  }

  /** The roles that have the key. */
  public Set<Role> roles() {
    return roles;
  }

  /** One line for {@code --help}. */
  public String summary() {
    return text.summary();
  }

  /** One paragraph for the reference page. */
  public String details() {
    return text.details();
  }

  @Override
  public String toString() {
    return name;
  }
}
