package io.culvert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page under {@code docs/} that is made from the program itself. {@code ./mvnw -pl app -am test
 * -Dtest='*PageTest' -Dsurefire.failIfNoSpecifiedTests=false -Dculvert.docs=write} writes the pages
 * anew.
 */
public final class GeneratedPage {
  private static final Path DOCS =
      Path.of(System.getProperty("basedir", "app")).toAbsolutePath().resolveSibling("docs");

  private GeneratedPage() {}

  /** Compares the page with what the program would make of it now. */
  public static void check(String name, String content) throws IOException {
    Path page = DOCS.resolve(name);
    if ("write".equals(System.getProperty("culvert.docs"))) {
      Files.createDirectories(DOCS);
      Files.writeString(page, content);
    }
    assertEquals(content, Files.readString(page), name + " is out of date: see GeneratedPage");
  }
}
