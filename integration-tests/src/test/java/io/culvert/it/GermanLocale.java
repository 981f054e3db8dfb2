package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The locale de_DE.UTF-8, generated in a folder of its own, so that the system's locales are not
 * changed. Its texts come from Debian's package locales.
 */
final class GermanLocale implements AutoCloseable {
  private static final String NAME = "de_DE.UTF-8";
  private static final Path TEXTS = Path.of("/usr/share/locale/de/LC_MESSAGES/libc.mo");

  private final Folder folder;

  private GermanLocale(Folder folder) {
    this.folder = folder;
  }

  /** Skips the test, by name, where it cannot be made. */
  static GermanLocale make() throws Exception {
    Image.needs("localedef");
    assumeTrue(Files.exists(TEXTS), "the package locales is not installed");
    Folder folder = Folder.create();
    Program.Result made = Program.run("localedef", "-i", "de_DE", "-f", "UTF-8", folder.of(NAME));
    assertEquals(0, made.exitCode(), made.err());
    return new GermanLocale(folder);
  }

  private List<String> environment() {
    return List.of("env", "LOCPATH=" + folder.path(), "LC_ALL=" + NAME, "LANGUAGE=de");
  }

  /** The launcher, started by a German operator. */
  List<String> launcher() {
    return with(List.of(Image.LAUNCHER.toString()));
  }

  /** The same past the launcher, on the image's Java itself. */
  List<String> java() throws IOException {
    try (Stream<Path> jars = Files.list(Image.HOME.resolve("app"))) {
      String classPath = jars.map(Path::toString).collect(Collectors.joining(":"));
      String java = Image.HOME.resolve("bin/java").toString();
      return with(List.of(java, "-cp", classPath, "io.culvert.cli.Main"));
    }
  }

  private List<String> with(List<String> program) {
    return Stream.concat(environment().stream(), program.stream()).toList();
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
