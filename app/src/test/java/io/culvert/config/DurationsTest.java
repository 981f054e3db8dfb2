package io.culvert.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "250ms, 250",
    "5s, 5000",
    "2m, 120000",
    "1h, 3600000",
    "1m30s, 90000",
    "1h0m1ms, 3600001",
    "0s, 0"
  })
  void readsNumbersWithUnits(String text, long millis) {
    assertEquals(Duration.ofMillis(millis), Durations.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "5 s", "5S", "-5s", "1.5s", "5d", "5s ", "9999999999s", "5sm"})
  void refusesWhatIsNoDuration(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
    assertEquals("\"" + text + "\" is not a duration", e.getMessage());
  }

  @Test
  void saysThatTheUnitIsMissing() {
    var e = assertThrows(IllegalArgumentException.class, () -> Durations.parse("5"));
    assertEquals("\"5\" has no unit", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.25S, 250ms",
    "PT5S, 5s",
    "PT90S, 90s",
    "PT2M, 2m",
    "PT1H, 1h",
    "PT61M, 61m"
  })
  void writesTheLargestUnitWithoutFraction(Duration duration, String text) {
    assertEquals(text, Durations.write(duration));
    assertEquals(duration, Durations.parse(text));
  }
}
