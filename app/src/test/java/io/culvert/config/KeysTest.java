package io.culvert.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class KeysTest {

  static List<Key<?>> all() {
    return Keys.ALL;
  }

  @ParameterizedTest
  @EnumSource
  void aRoleHasEachNameAndVariableOnce(Role role) {
    Set<String> names = new HashSet<>();
    for (Key<?> key : Keys.of(role)) {
      assertTrue(names.add(key.name()));
      assertTrue(names.add(key.variable()));
      assertEquals(Optional.of(key), Keys.find(role, key.name()));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aNameIsLowerCaseWordsAndVariableAndFlagFollowFromIt(Key<?> key) {
    assertTrue(key.name().matches("[a-z]+(-[a-z]+)*(\\.[a-z]+(-[a-z]+)*)?"), key.name());
    assertEquals("--" + key.name(), key.flag());
    assertTrue(key.variable().matches("CULVERT_[A-Z_]+"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aDefaultIsAllowedByItsOwnType(Key<?> key) throws InvalidValueException {
    if (key.defaultValue().isPresent()) {
      assertEquals(key.defaultValue().get(), key.type().readText(key.defaultToml()));
    } else {
      assertEquals("", key.defaultToml());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void hasOneLineForTheHelpAndASentenceForTheReference(Key<?> key) {
    assertFalse(key.summary().isBlank());
    assertFalse(key.summary().endsWith("."), key.summary());
    assertTrue(key.summary().length() <= 60, key.summary());
    assertTrue(key.details().endsWith("."), key.details());
    assertFalse(key.type().allowed().isBlank());
  }
}
