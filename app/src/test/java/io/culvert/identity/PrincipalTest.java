package io.culvert.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalTest {

  @Test
  void anAtSignWithinANameEndsNoName() {
    assertEquals(new Principal("ali\\@EXAMPLE", "OTHER"), Principal.parse("ali\\@EXAMPLE@OTHER"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ali", "@EXAMPLE", "ali@", "a@b@c", "ali\\@EXAMPLE", "ali@A/B"})
  void whatIsNotNameAndRealmIsNoPrincipal(String text) {
    assertThrows(IllegalArgumentException.class, () -> Principal.parse(text));
  }
}
