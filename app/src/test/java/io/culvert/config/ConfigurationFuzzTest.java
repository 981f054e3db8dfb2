package io.culvert.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.culvert.assembly.TomlFile;
import io.culvert.identity.Link;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any content of a configuration file is either a valid configuration, which is the same after
 * writing and reading it, or a reported mistake with file, line and key. Replays recorded inputs;
 * {@code JAZZER_FUZZ=1 ./mvnw test -pl app -am -Dtest='ConfigurationFuzzTest#file'} searches for
 * new ones.
 */
class ConfigurationFuzzTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  /** Readable only by its owner, so that it may contain secrets. */
  private static final Path FILE = temporaryFile();

  private static final Pattern PLACE =
      Pattern.compile(Pattern.quote(FILE.toString()) + "(:(?<line>\\d+))?: ");

  private static Path temporaryFile() {
    try {
      Path file = Files.createTempFile("culvert-fuzz", ".toml");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Configuration read(Role role, byte[] content)
      throws IOException, ConfigurationException {
    Files.write(FILE, content);
    return Configuration.read(
        role, new ConfigurationSources(Optional.of(TomlFile.read(FILE)), Map.of(), List.of()));
  }

  @FuzzTest
  void file(byte[] octets) throws Exception {
    for (Role role : Role.values()) {
      try {
        assertReadAgainAsTheSame(read(role, octets));
      } catch (ConfigurationException e) {
        assertSaysWhere(e, octets);
      }
    }
  }

  private static void assertReadAgainAsTheSame(Configuration first) throws Exception {
    Configuration second = read(first.role(), first.toToml().getBytes(UTF_8));
    for (Key<?> key : Keys.of(first.role())) {
      if (!key.type().isSecret()) {
        assertEquals(first.find(key), second.find(key), key.name());
      }
    }
  }

  private static void assertSaysWhere(ConfigurationException e, byte[] octets) {
    Matcher place = PLACE.matcher(e.getMessage());
    assertTrue(place.lookingAt(), e.getMessage());
    assertFalse(e.hint().isBlank());
    if (place.group("line") == null) {
      // The file as a whole: what is no text has no lines, and no keys.
      String problem = e.getMessage().substring(place.end());
      assertTrue(Keys.ALL.stream().noneMatch(key -> problem.startsWith(key.name() + ":")), problem);
    } else {
      long lines = new String(octets, StandardCharsets.ISO_8859_1).lines().count() + 1;
      long line = Long.parseLong(place.group("line"));
      assertTrue(line > 0 && line <= lines, e.getMessage());
    }
  }

  /** Tests a link as a flag and in a file. */
  @FuzzTest
  void link(byte[] octets) throws Exception {
    String text = new String(octets, UTF_8);
    Link link;
    try {
      link = Link.parse(text);
    } catch (IllegalArgumentException e) {
      assertKeepsKeys(text, e.getMessage());
      return;
    }
    assertEquals(link, Link.parse(link.text()));
    assertKeepsKeys(text, link.toString());
  }

  /** Checks that no part of a key is visible before the server's address. */
  private static void assertKeepsKeys(String text, String shown) {
    int at = text.indexOf('@');
    String keys = text.startsWith("culvert://") && at >= 0 ? text.substring(10, at) : "";
    for (int i = 0; i + 16 <= keys.length(); i++) {
      String part = keys.substring(i, i + 16);
      assertFalse(shown.contains(part) && !text.substring(at).contains(part), shown);
    }
  }

  static Stream<Arguments> repetitions() {
    return Stream.of(
        Arguments.of("a = ", "["),
        Arguments.of("a = ", "[0,"),
        Arguments.of("a = ", "{b = "),
        Arguments.of("a = {", "b.c = {"),
        Arguments.of("", "["),
        Arguments.of("a", ".b"),
        Arguments.of("", "[[a]]\n"),
        Arguments.of("[a]\n", "[[a.b]]\n"),
        Arguments.of("a = [", "1, "),
        Arguments.of("a = \"", "\\u0041"),
        Arguments.of("a = 1", "_0"),
        Arguments.of("a = '''", "''"),
        Arguments.of("", "#"),
        Arguments.of("", "a = 1\n"));
  }

  /** Neither deep nesting nor length makes the parser slow or makes it fail. */
  @ParameterizedTest
  @MethodSource("repetitions")
  void repeatedAsOftenAsAFileMayHoldIsReadInTime(String start, String part) {
    for (int times : new int[] {100, 20_000}) {
      byte[] content = (start + part.repeat(times)).getBytes(UTF_8);
      assertTimeoutPreemptively(BOUND, () -> file(content), part + " " + times + " times");
    }
  }

  @Test
  void aFileAboveTheLimitIsNotRead() throws Exception {
    byte[] content = "#".repeat(5 << 20).getBytes(UTF_8);
    file(content);
  }
}
