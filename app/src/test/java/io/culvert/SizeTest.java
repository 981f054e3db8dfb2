package io.culvert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How long files and methods may be, and how many parameters a method may have. */
class SizeTest {
  private static final int MAX_FILE_LINES = 300;
  private static final int MAX_METHOD_LINES = 40;
  private static final int MAX_PARAMETERS = 5;

  /**
   * The first line of a method, of a class or of one nested in it, as google-java-format has it.
   */
  private static final Pattern BEGIN =
      Pattern.compile(
          "^( {2}| {4})(?! |(?:return|throw|new|else|if|for|while|switch|try|synchronized)\\b)"
              + "(?:[\\w<>\\[\\],.? ]+ )?\\w+\\([^;=]*$");

  private static List<Path> sources() throws IOException {
    Path root = Path.of("..");
    try (Stream<Path> all =
        Stream.of("crypto", "socks", "app").map(root::resolve).flatMap(SizeTest::sources)) {
      return all.toList();
    }
  }

  private static Stream<Path> sources(Path module) {
    try {
      return Files.walk(module.resolve("src"))
          .filter(file -> file.toString().matches(".*/src/main/java(21|25)?/.*\\.java"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void noFileHasMoreThan300Lines() throws IOException {
    List<Path> sources = sources();
    assertFalse(sources.isEmpty());
    List<String> longer = new ArrayList<>();
    for (Path source : sources) {
      int lines = Files.readAllLines(source).size();
      if (lines > MAX_FILE_LINES) {
        longer.add(source + ": " + lines);
      }
    }
    assertEquals(List.of(), longer);
  }

  @Test
  void noMethodHasMoreThan40Lines() throws IOException {
    List<String> longer = new ArrayList<>();
    for (Path source : sources()) {
      List<String> lines = Files.readAllLines(source);
      for (int i = 0; i < lines.size(); i++) {
        var begin = BEGIN.matcher(lines.get(i));
        if (begin.matches()) {
          int length = lengthOf(lines.subList(i, lines.size()), begin.group(1));
          if (length > MAX_METHOD_LINES) {
            longer.add(source + ":" + (i + 1) + ": " + length);
          }
        }
      }
    }
    assertEquals(List.of(), longer);
  }

  /** Up to the line that closes what its first line opens; 1 if that opens nothing. */
  private static int lengthOf(List<String> lines, String indent) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals(indent + "}")) {
        return i + 1;
      }
      if (i > 0 && !lines.get(i).isBlank() && !lines.get(i).startsWith(indent + " ")) {
        return 1; // A declaration without a body, or another member.
      }
    }
    return 1;
  }

  /** A record's canonical constructor has as many as the record has components. */
  @Test
  void noMethodHasMoreThanFiveParameters() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.culvert");
    List<String> longer =
        classes.stream()
            .flatMap(type -> type.getCodeUnits().stream())
            .filter(unit -> unit.getRawParameterTypes().size() > MAX_PARAMETERS)
            .filter(unit -> !(unit instanceof JavaConstructor && unit.getOwner().isRecord()))
            .filter(unit ->
                !unit.getModifiers()
                    .contains(com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC))
            .map(JavaCodeUnit::getFullName)
            .sorted()
            .toList();
    assertEquals(List.of(), longer);
  }
}
