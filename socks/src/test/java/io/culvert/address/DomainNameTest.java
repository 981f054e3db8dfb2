package io.culvert.address;

import static io.culvert.socks.Wire.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {
  @Test
  void case24NamesHave1To255Octets() {
    assertEquals(1, new DomainName("a").name().length());
    assertEquals(255, new DomainName("a".repeat(255)).name().length());
    assertThrows(IllegalArgumentException.class, () -> new DomainName(""));
    assertThrows(IllegalArgumentException.class, () -> new DomainName("a".repeat(256)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\0b",
        "a\r\nb",
        "a b",
        "\"\"\"\"\"\".com",
        "a\u0001",
        "a\u007f",
        "caf\u00e9",
        "a\\b",
        "a'b",
        "`a`",
        "<a>",
        "a:b",
        "[a]",
      })
  void case25NamesThatCouldDeceiveOthersAreRefused(String name) {
    assertThrows(IllegalArgumentException.class, () -> new DomainName(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a_b", "-a", "a..b", "a.", "1.2.3", "*", "a/b", "A"})
  void acceptsWhatOnlyAResolverCanJudge(String name) {
    assertEquals(name, new DomainName(name).toString());
  }

  @Test
  void itsOctetsBeginWithTheirNumber() {
    assertArrayEquals(hex("02 6d65"), new DomainName("me").octets());
    assertEquals((byte) 0xff, new DomainName("a".repeat(255)).octets()[0]);
  }
}
