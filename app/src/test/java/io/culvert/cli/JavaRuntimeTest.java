package io.culvert.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaRuntimeTest {
  @ParameterizedTest
  @CsvSource({
    "21.0.12+8, false",
    "25+36, true",
    "25.0.1+8-LTS, true",
    "25.0.3+9-LTS, true",
    "25.0.3.1+1, true",
    "25.0.4+7-LTS, false",
    "25.0.10+1, false",
    "25.1, false",
    "26.0.2+1, false"
  })
  void pressure13KnowsTheReleasesThatLoseThreads(String version, boolean bad) {
    assertEquals(bad, new JavaRuntime(Runtime.Version.parse(version)).losesThreads());
  }

  @Test
  void namesTheWholeVersion() {
    var runtime = new JavaRuntime(Runtime.Version.parse("25.0.4+7-LTS"));
    assertEquals("Java 25.0.4+7-LTS", runtime.text());
  }
}
