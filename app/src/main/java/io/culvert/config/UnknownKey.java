package io.culvert.config;

import java.util.List;
import java.util.Optional;

/** What to tell somebody who wrote a key that does not exist. */
final class UnknownKey {

  private UnknownKey() {}

  static ConfigurationException inFile(Role role, Origin.File origin, String name) {
    return ConfigurationException.at(origin, name, problem(role, name), hint(role, name));
  }

  private static String problem(Role role, String name) {
    Optional<Key<?>> ofOtherRole =
        Keys.ALL.stream().filter(key -> key.name().equals(name)).findFirst();
    if (ofOtherRole.isPresent()) {
      Role other = ofOtherRole.get().roles().iterator().next();
      return "is a key of `culvert %s`, not of `culvert %s`".formatted(other.word(), role.word());
    }
    return isTable(name) ? "is a table of keys, not a key" : "unknown key";
  }

  static boolean isTable(String name) {
    return Keys.ALL.stream().anyMatch(key -> key.name().startsWith(name + "."));
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
