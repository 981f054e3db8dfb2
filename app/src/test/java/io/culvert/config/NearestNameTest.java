package io.culvert.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

  @ParameterizedTest
  @CsvSource({
    "server, server, 0",
    "sever, server, 1",
    "servers, server, 1",
    "sarver, server, 1",
    "sevrer, server, 1",
    "'', abc, 3",
    "abc, '', 3",
    "kitten, sitting, 3"
  })
  void countsEdits(String from, String to, int edits) {
    assertEquals(edits, NearestName.distance(from, to));
  }

  @Test
  void findsTheNearest() {
    assertEquals(Optional.of("local"), NearestName.of("locl", List.of("server", "local", "log")));
  }

  @Test
  void findsNothingWhereAllAreFar() {
    assertEquals(Optional.empty(), NearestName.of("frobnicate", List.of("server", "local")));
  }
}
