package io.culvert.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The keys among the environment variables: those that begin with {@code CULVERT_}. */
final class EnvironmentVariables {
  /** The launcher reads this variable. */
  private static final String JAVA_OPTIONS = "CULVERT_JAVA_OPTIONS";

  /** Container platforms set these variables for services whose name begins with "culvert". */
  private static final Pattern SERVICE =
      Pattern.compile("CULVERT_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT|PORT_\\d+_(TCP|UDP).*)");

  private EnvironmentVariables() {}

  /** Returns the values for a role. Keys of the other role are ignored, unknown keys refused. */
  static List<Written> read(Role role, Map<String, String> environment)
      throws ConfigurationException {
    List<Written> values = new ArrayList<>();
    for (var variable : new TreeMap<>(environment).entrySet()) {
      if (variable.getKey().startsWith(Key.VARIABLE_PREFIX)) {
        find(role, variable.getKey())
            .ifPresent(key -> values.add(written(key, variable.getValue())));
      }
    }
    return values;
  }

  private static Written written(Key<?> key, String value) {
    return new Written(key, value, new Origin.Variable(key.variable()));
  }

  private static Optional<Key<?>> find(Role role, String name) throws ConfigurationException {
    Optional<Key<?>> key = withVariable(Keys.of(role), name);
    if (key.isEmpty() && withVariable(Keys.ALL, name).isEmpty() && !isForeign(name)) {
      throw unknown(role, name);
    }
    return key;
  }

  private static Optional<Key<?>> withVariable(List<Key<?>> keys, String name) {
    return keys.stream().filter(key -> key.variable().equals(name)).findFirst();
  }

  private static boolean isForeign(String name) {
    return name.equals(JAVA_OPTIONS) || SERVICE.matcher(name).matches();
  }

  private static ConfigurationException unknown(Role role, String name) {
    List<String> names = Keys.of(role).stream().map(Key::variable).toList();
    String hint =
        NearestName.of(name, names)
            .map("did you mean %s?"::formatted)
            .orElse(
                "`culvert %s --help` lists all keys; unset the variable".formatted(role.word()));
    return ConfigurationException.at(
        new Origin.Variable(name), name, "unknown key in the environment", hint);
  }
}
