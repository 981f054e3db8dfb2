package io.culvert.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Builds the error and the hint for an unknown key. */
final class UnknownKey {

  private UnknownKey() {}

  static ConfigurationException inFile(Role role, Origin.File origin, String name) {
    Optional<Key<?>> ofOther = Keys.ALL.stream().filter(key -> key.name().equals(name)).findFirst();
    if (ofOther.isPresent()) {
      String other = ofOther.get().roles().iterator().next().word();
      return ConfigurationException.at(
          origin,
          name,
          "is a key of `culvert %s`, not of `culvert %s`".formatted(other, role.word()),
          "take it out: server and local have a file each");
    }
    if (isTable(name)) {
      return ConfigurationException.at(
          origin, name, "is a table of keys, not a key", "its keys are " + keysOf(role, name));
    }
    return ConfigurationException.at(origin, name, "unknown key", hint(role, name));
  }

  static boolean isTable(String name) {
    return Keys.ALL.stream().anyMatch(key -> key.name().startsWith(name + "."));
  }

  private static String keysOf(Role role, String table) {
    return Keys.of(role).stream()
        .map(Key::name)
        .filter(name -> name.startsWith(table + "."))
        .collect(Collectors.joining(", "));
  }

  private static String hint(Role role, String name) {
    return nearest(role, name)
        .map(key -> "did you mean %s? allowed is %s".formatted(key, key.type().allowed()))
        .orElse("`culvert %s --help` lists all keys".formatted(role.word()));
  }

  /** The key with the nearest name, or the only one with the same last part. */
  static Optional<Key<?>> nearest(Role role, String name) {
    List<Key<?>> keys = Keys.of(role);
    List<Key<?>> sameEnd =
        keys.stream().filter(key -> lastPart(key.name()).equals(lastPart(name))).toList();
    if (sameEnd.size() == 1) {
      return Optional.of(sameEnd.get(0));
    }
    return NearestName.of(name, keys.stream().map(Key::name).toList())
        .flatMap(best -> keys.stream().filter(key -> key.name().equals(best)).findFirst());
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
