package io.culvert.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.config.ConfigurationException;
import io.culvert.config.TomlSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TomlFileTest {
  @TempDir Path directory;

  @Test
  void isReadWithItsMode() throws Exception {
    Path file = Files.writeString(directory.resolve("a.toml"), "listen = \"\u00e4\"");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertEquals(new TomlSource(file, "listen = \"\u00e4\"", 0640), TomlFile.read(file));
  }

  private static void assertRefused(Path file, String problem) {
    var e = assertThrows(ConfigurationException.class, () -> TomlFile.read(file));
    assertEquals(file + problem, e.getMessage());
  }

  @Test
  void saysThatAFileIsMissingOrNoText() throws Exception {
    assertRefused(directory.resolve("none.toml"), ": no such file");
    assertRefused(directory, ": cannot be read: Is a directory");
    assertRefused(
        Files.write(directory.resolve("b"), new byte[] {(byte) 0xff}), ": is not UTF-8 text");
    assertRefused(
        Files.write(directory.resolve("l"), new byte[(4 << 20) + 1]), ": is longer than 4 MiB");
  }
}
