package io.culvert.config;

import java.util.List;

/** Writes a configuration as TOML: every key of the role, with the origin of its value. */
final class ConfigurationText {
  private final Configuration configuration;
  private final StringBuilder out = new StringBuilder();
  private String table = "";

  ConfigurationText(Configuration configuration) {
    this.configuration = configuration;
  }

  String text() {
    List<Key<?>> keys = Keys.of(configuration.role());
    keys.stream().filter(key -> table(key).isEmpty()).forEach(this::append);
    keys.stream().filter(key -> !table(key).isEmpty()).forEach(this::append);
    return out.toString();
  }

  private static String table(Key<?> key) {
    int dot = key.name().lastIndexOf('.');
    return dot < 0 ? "" : key.name().substring(0, dot);
  }

  private <T> void append(Key<T> key) {
    if (!table(key).equals(table)) {
      table = table(key);
      out.append("\n[").append(table).append("]\n");
    }
    String name = key.name().substring(table.isEmpty() ? 0 : table.length() + 1);
    out.append(
        configuration
            .find(key)
            .map(value -> line(key, name, value))
            .orElse("# " + name + " is not set"));
    out.append('\n');
  }

  private <T> String line(Key<T> key, String name, T value) {
    Origin origin = configuration.origin(key);
    String line = name + " = " + key.type().write(value);
    String written =
        origin.equals(Origin.DEFAULT)
            ? line
            : line + "  # " + origin.toString().replaceAll("\\p{Cntrl}", "?");
    return key.type().isSecret() ? "# " + written : written;
  }
}
