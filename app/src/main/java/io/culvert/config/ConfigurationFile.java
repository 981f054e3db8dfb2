package io.culvert.config;

import io.culvert.auth.SecretFile;
import io.culvert.auth.TextFile;
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

/** A TOML file whose syntax is right; its keys and values are checked for a role. Immutable. */
final class ConfigurationFile {

  /** A key as it was written, its value, and its line. */
  private record Entry(String name, Object value, Origin.File origin) {}

  private final Path file;
  private final List<Entry> entries;

  private ConfigurationFile(Path file, List<Entry> entries) {
    this.file = file;
    this.entries = entries;
  }

  /** Reads a file; a mistake in its syntax or a key written twice ends here. */
  static ConfigurationFile read(Path file) throws ConfigurationException {
    String content = TextFile.content(file);
    TomlParseResult toml = Toml.parse(content);
    if (toml.hasErrors()) {
      throw syntaxError(file, content, toml.errors().get(0));
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
    return new ConfigurationFile(file, List.copyOf(entries));
  }

  private static ConfigurationException syntaxError(
      Path file, String content, TomlParseError error) {
    Origin.File place = new Origin.File(file, error.position().line());
    String name = TomlLines.keyAt(content, error.position().line());
    if (name.isEmpty()) {
      return ConfigurationException.in(
          place, error.getMessage(), "the file is TOML: lines KEY = VALUE, and [TABLE]");
    }
    return ConfigurationException.at(
        place, name, error.getMessage(), "write each key once, and text in quotes: KEY = \"TEXT\"");
  }

  /** The roles that know every one of the file's keys that any role knows. */
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
      SecretFile.checkMode(file);
    }
  }
}
