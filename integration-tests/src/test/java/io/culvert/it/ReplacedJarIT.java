package io.culvert.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jars on disk are what runs, whatever classes the cache holds. */
@Timeout(120)
class ReplacedJarIT {
  private static final String CLASS = "io/culvert/cli/Version.class";
  private static final String LEFT_OUT = "io/culvert/bench/";

  @TempDir Path dir;

  private Path copy(String option) throws Exception {
    Path home = dir.resolve("culvert");
    Program.Result copied = Program.run("cp", option, Image.HOME.toString(), home.toString());
    assertEquals(0, copied.exitCode(), copied.err());
    return home;
  }

  private static Program.Result version(Path home) throws Exception {
    Program.Result result = Program.run(home.resolve("bin/culvert").toString(), "--version");
    assertEquals(0, result.exitCode(), result.toString());
    return result;
  }

  private static Path programJar(Path home) throws IOException {
    try (Stream<Path> jars = Files.list(home.resolve("app"))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("culvert-app-"))
          .findAny()
          .orElseThrow();
    }
  }

  /** The program's class that says "culvert 1.2.3" says "swapped 1.2.3" from now on. */
  private static byte[] swapped(byte[] classFile) {
    String text = new String(classFile, ISO_8859_1);
    String other = text.replace("culvert ", "swapped ");
    assertNotEquals(text, other);
    return other.getBytes(ISO_8859_1);
  }

  /**
   * The jar with the swapped class and of the same length: a package that the test does not need
   * makes room, and a comment at its end fills it up.
   */
  private static byte[] rewritten(Path jar) throws IOException {
    byte[] shorter = zip(jar, 0);
    int missing = (int) (Files.size(jar) - shorter.length);
    assertTrue(missing >= 0, "the new jar is longer by " + -missing);
    return zip(jar, missing);
  }

  private static byte[] zip(Path jar, int commentLength) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var from = new ZipFile(jar.toFile());
        var to = new ZipOutputStream(bytes)) {
      to.setLevel(Deflater.BEST_COMPRESSION);
      to.setComment("x".repeat(commentLength));
      for (ZipEntry entry : Collections.list(from.entries())) {
        if (!entry.isDirectory() && !entry.getName().startsWith(LEFT_OUT)) {
          byte[] content = from.getInputStream(entry).readAllBytes();
          to.putNextEntry(new ZipEntry(entry.getName()));
          to.write(entry.getName().equals(CLASS) ? swapped(content) : content);
        }
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void aClassOfAReplacedJarRunsEvenIfSizeAndTimeAreTheSame() throws Exception {
    Path home = copy("-a");
    Path jar = programJar(home);
    FileTime time = Files.getLastModifiedTime(jar);
    byte[] content = rewritten(jar);
    assertEquals(Files.size(jar), content.length);
    Files.write(jar, content);
    Files.setLastModifiedTime(jar, time);

    Program.Result result = version(home);
    assertTrue(result.out().startsWith("swapped "), result.toString());
    List<String> lines = result.err().lines().toList();
    assertEquals(1, lines.size(), result.err());
    assertTrue(lines.getFirst().startsWith("culvert: warning: "), result.err());
    assertTrue(lines.getFirst().contains(jar.getFileName().toString()), result.err());
  }

  @Test
  void anExactCopyStartsFromTheCache() throws Exception {
    assertFromCache(copy("-a"));
  }

  @Test
  void aCopyWithoutItsTimesStartsFromTheCacheIfTheRuntimeAllowsIt() throws Exception {
    String release = Files.readString(Image.HOME.resolve("release"));
    assumeTrue(
        release.contains("JAVA_VERSION=\"25.0.3\""), "other Java runtimes compare the times");
    assertFromCache(copy("-r"));
  }

  private void assertFromCache(Path home) throws Exception {
    Path log = dir.resolve("loaded");
    Program.Result result =
        Program.runWithOptions(
            "-Xlog:class+load:file=" + log, home.resolve("bin/culvert"), "--version");
    assertEquals(0, result.exitCode(), result.toString());
    assertEquals("", result.err());
    String version =
        Files.readAllLines(log).stream()
            .filter(line -> line.contains(" io.culvert.cli.Version "))
            .findAny()
            .orElseThrow();
    assertTrue(version.contains("shared objects file"), version);
  }
}
