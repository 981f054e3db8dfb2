package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unpacked bundle starts from its archive of classes, as the image does. */
class ArchiveIT {
  @TempDir Path dir;

  @BeforeEach
  void unpack() throws Exception {
    try (Stream<Path> built = Files.list(Image.HOME.getParent())) {
      Path bundle =
          built.filter(file -> file.getFileName().toString().contains(".tar.")).findAny().get();
      var unpacked = Program.run("tar", "-C", dir.toString(), "-xf", bundle.toString());
      assertEquals(0, unpacked.exitCode(), unpacked.err());
    }
  }

  private Path home() throws IOException {
    try (Stream<Path> unpacked = Files.list(dir)) {
      return unpacked.filter(Files::isDirectory).findAny().get();
    }
  }

  /** JDK 21 archives no class files of Java 5, which picocli's are. */
  private boolean isArchived(String loaded) throws IOException {
    return Files.exists(home().resolve("lib/culvert.aot")) || !loaded.contains(" picocli.");
  }

  @Test
  void noClassButTheEntryIsReadFromAJar() throws Exception {
    Path log = dir.resolve("loaded");
    var result =
        Program.runWithOptions(
            "-Xlog:class+load:file=" + log, home().resolve("bin/culvert"), "--version");
    assertEquals(0, result.exitCode(), result.toString());
    List<String> fromJars = new ArrayList<>();
    for (String loaded : Files.readAllLines(log)) {
      if (loaded.contains("source: file:") && isArchived(loaded)) {
        fromJars.add(loaded);
      }
    }
    // The training has an entry of its own.
    assertEquals(1, fromJars.size(), fromJars.toString());
    assertTrue(fromJars.getFirst().contains("io.culvert.cli.Main "), fromJars.toString());
  }
}
