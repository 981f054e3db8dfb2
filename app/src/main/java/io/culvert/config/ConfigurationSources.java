package io.culvert.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sources of a configuration, weakest first. Immutable.
 *
 * @param file the TOML file, if any
 * @param environment the environment variables
 * @param arguments the flags
 */
public record ConfigurationSources(
    Optional<TomlSource> file, Map<String, String> environment, List<Written> arguments) {

  /** Copies its map and list. */
  public ConfigurationSources {
    environment = Map.copyOf(environment);
    arguments = List.copyOf(arguments);
  }

  /** Flags alone. */
  public static ConfigurationSources of(Written... arguments) {
    return new ConfigurationSources(Optional.empty(), Map.of(), List.of(arguments));
  }
}
