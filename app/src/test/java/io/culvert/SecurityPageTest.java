package io.culvert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tests that docs/SECURITY.md names are there, and those of a fault carry its number. */
class SecurityPageTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "app")).toAbsolutePath().getParent();
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");
  private static final Pattern ROW = Pattern.compile("\\| ([FP]?\\d+) \\| .+");
  private static final int FAULTS = 31;

  private static final Map<String, String> SOURCES = new HashMap<>();
  private static List<String> page;

  /** A row of the table: its columns behind the number. */
  private record Fault(String number, String quick, String soak) {
    static Fault of(String row) {
      String[] cells = row.split("\\|");
      return new Fault(cells[1].strip(), cells[3], cells[4]);
    }

    /**
     * As "faults 3, 14 and 15", "fault3ASilent...", "Report F1", "f1ARequest..." or "reportF1A...".
     */
    Pattern mention() {
      return Character.isDigit(number.charAt(0))
          ? Pattern.compile("[Ff]aults? ?(?:\\d+(?:, | and ))*" + number + "\\D")
          : Pattern.compile("(?:\\b|report)(?i:" + number + ")(?!\\d)");
    }
  }

  @BeforeAll
  static void read() throws IOException {
    page = Files.readAllLines(ROOT.resolve("docs/SECURITY.md"));
    for (String module : List.of("crypto", "socks", "app", "integration-tests")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
          SOURCES.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
        }
      }
    }
  }

  static Stream<Fault> faults() throws IOException {
    if (page == null) {
      read();
    }
    return page.stream().filter(line -> ROW.matcher(line).matches()).map(Fault::of);
  }

  @Test
  void everyFaultHasARow() throws IOException {
    assertEquals(
        IntStream.rangeClosed(1, FAULTS).mapToObj(Integer::toString).toList(),
        faults().map(Fault::number).limit(FAULTS).toList());
  }

  @Test
  void everyTestThatIsNamedIsThere() {
    Matcher named = TEST.matcher(String.join("\n", page));
    int count = 0;
    for (; named.find(); count++) {
      source(named);
    }
    assertTrue(count > FAULTS);
  }

  /** The source of the class, which has the method where one is named. */
  private static String source(Matcher named) {
    String source = SOURCES.get(named.group(1));
    assertTrue(source != null, "no class " + named.group(1));
    if (named.group(2) == null) {
      return source;
    }
    assertTrue(source.contains("void " + named.group(2) + "("), "no test " + named.group());
    return source;
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultsTestsCarryItsNumber(Fault fault) {
    assertFalse(fault.quick().isBlank(), "a quick test");
    Pattern carries = fault.mention();
    Matcher named = TEST.matcher(fault.quick() + fault.soak());
    while (named.find()) {
      assertTrue(
          carries.matcher(source(named)).find(), named.group() + " carries " + fault.number());
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aSoakTestIsTaggedAsOne(Fault fault) {
    Matcher named = TEST.matcher(fault.soak());
    while (named.find()) {
      assertTrue(source(named).contains("@Tag(\"soak\")"), named.group());
    }
  }
}
