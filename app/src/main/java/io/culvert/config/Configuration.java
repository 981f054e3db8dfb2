package io.culvert.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The value of each key of a role, with its origin. Flags override the environment, which overrides
 * the file, which overrides the defaults. Immutable.
 */
public final class Configuration {
  private final Role role;
  private final Map<Key<?>, Setting<?>> settings;

  private Configuration(Role role, Map<Key<?>, Setting<?>> settings) {
    this.role = role;
    this.settings = settings;
  }

  /** Reads and checks all sources. */
  public static Configuration read(Role role, ConfigurationSources sources)
      throws ConfigurationException {
    Map<Key<?>, Setting<?>> settings = new LinkedHashMap<>();
    if (sources.file().isPresent()) {
      ConfigurationFile file = ConfigurationFile.parse(sources.file().get());
      file.settings(role).forEach(setting -> settings.put(setting.key(), setting));
    }
    put(settings, EnvironmentVariables.read(role, sources.environment()));
    put(settings, sources.arguments());
    return new Configuration(role, settings);
  }

  private static void put(Map<Key<?>, Setting<?>> settings, List<Written> values)
      throws ConfigurationException {
    Map<Key<?>, List<Written>> byKey = new LinkedHashMap<>();
    values.forEach(
        value -> byKey.computeIfAbsent(value.key(), key -> new ArrayList<>()).add(value));
    for (List<Written> ofKey : byKey.values()) {
      Written last = ofKey.get(ofKey.size() - 1);
      List<String> texts = ofKey.stream().map(Written::text).toList();
      settings.put(last.key(), Setting.ofTexts(last.key(), texts, last.origin()));
    }
  }

  /** Returns the roles that have all known keys of a file. */
  public static Set<Role> possibleRoles(TomlSource file) throws ConfigurationException {
    return ConfigurationFile.parse(file).possibleRoles();
  }

  /** The role that this configuration is for. */
  public Role role() {
    return role;
  }

  /** The value of a key that has a default. */
  public <T> T get(Key<T> key) {
    return find(key).orElseThrow(() -> new IllegalStateException(key + " has no default"));
  }

  /** The value of a key, if it was set or has a default. */
  public <T> Optional<T> find(Key<T> key) {
    return setting(key).map(Setting::value).or(key::defaultValue);
  }

  /** The file that a key names; the key must be set. */
  NamedFile requireFile(Key<Path> key) throws ConfigurationException {
    return findFile(key).orElseThrow(() -> missing(key));
  }

  /** The file that a key names, if the key was set. */
  Optional<NamedFile> findFile(Key<Path> key) {
    return find(key).map(path -> new NamedFile(path, key.name(), origin(key)));
  }

  private ConfigurationException missing(Key<?> key) {
    return ConfigurationException.of(
        "`culvert %s` needs %s".formatted(role.word(), key),
        "give --config DIR/server.toml as `culvert init` made it, or %s FILE"
            .formatted(key.flag()));
  }

  /** The origin of a key's value. */
  public Origin origin(Key<?> key) {
    return setting(key).map(Setting::origin).orElse(Origin.DEFAULT);
  }

  @SuppressWarnings("unchecked") // a key is only ever mapped to a setting of its own type
  private <T> Optional<Setting<T>> setting(Key<T> key) {
    return Optional.ofNullable((Setting<T>) settings.get(key));
  }

  /** Returns an exception for a mistake in the value of a key, with its origin. */
  ConfigurationException wrong(Key<?> key, String problem, String hint) {
    return ConfigurationException.at(origin(key), key.name(), problem, hint);
  }

  /** The whole configuration as valid TOML, with secrets redacted. */
  public String toToml() {
    return new ConfigurationText(this).text();
  }
}
