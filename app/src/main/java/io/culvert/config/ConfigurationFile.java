package io.culvert.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * A TOML file with valid syntax. {@link #settings} checks its keys and values for a role.
 * Immutable.
 */
final class ConfigurationFile {

  /** A key as it was written, its value, and its line. */
  private record Entry(String name, Object value, Origin.File origin) {}

  private final TomlSource source;
  private final List<Entry> entries;

  private ConfigurationFile(TomlSource source, List<Entry> entries) {
    this.source = source;
    this.entries = entries;
  }

  /** Parses a file; refuses invalid syntax and duplicate keys. */
  static ConfigurationFile parse(TomlSource source) throws ConfigurationException {
    Path file = source.file();
    TomlParseResult toml = Toml.parse(source.content());
    if (toml.hasErrors()) {
      throw syntaxError(source, toml.errors().get(0));
    }
    List<Entry> entries = new ArrayList<>();
    for (List<String> path : toml.keyPathSet(true)) {
      Object value = toml.get(path);
      if (!(value instanceof TomlTable table) || table.isEmpty()) {
        int line = toml.inputPositionOf(path).line();
        entries.add(new Entry(Toml.joinKeyPath(path), value, new Origin.File(file, line)));
      }
    }
    entries.sort(Comparator.comparingInt(entry -> entry.origin().line()));
    return new ConfigurationFile(source, List.copyOf(entries));
  }

  private static ConfigurationException syntaxError(TomlSource source, TomlParseError error) {
    Origin.File place = new Origin.File(source.file(), error.position().line());
    String name = TomlLines.keyAt(source.content(), error.position().line());
    if (name.isEmpty()) {
      return ConfigurationException.in(
          place, error.getMessage(), "the file is TOML: lines KEY = VALUE, and [TABLE]");
    }
    return ConfigurationException.at(
        place, name, error.getMessage(), "write each key once, and text in quotes: KEY = \"TEXT\"");
  }

  /** The roles that have all of the file's known keys. */
  Set<Role> possibleRoles() {
    Set<String> names = entries.stream().map(Entry::name).collect(Collectors.toSet());
    List<Key<?>> known = Keys.ALL.stream().filter(key -> names.contains(key.name())).toList();
    return Set.of(Role.values()).stream()
        .filter(role -> Keys.names(role).containsAll(known.stream().map(Key::name).toList()))
        .collect(Collectors.toSet());
  }

  /** The file's values for a role. */
  List<Setting<?>> settings(Role role) throws ConfigurationException {
    List<Setting<?>> settings = new ArrayList<>();
    for (Entry entry : entries) {
      Optional<Key<?>> key = Keys.find(role, entry.name());
      if (key.isPresent()) {
        settings.add(Setting.ofToml(key.get(), entry.value(), entry.origin()));
      } else if (!isEmptySection(entry)) {
        throw UnknownKey.inFile(role, entry.origin(), entry.name());
      }
    }
    checkMode(settings);
    return settings;
  }

  private static boolean isEmptySection(Entry entry) {
    return entry.value() instanceof TomlTable && UnknownKey.isTable(entry.name());
  }

  private void checkMode(List<Setting<?>> settings) throws ConfigurationException {
    if (settings.stream().anyMatch(setting -> setting.key().type().isSecret())) {
      source.checkMode();
    }
  }
}
