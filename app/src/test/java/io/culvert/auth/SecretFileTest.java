package io.culvert.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
  @TempDir Path directory;

  @Test
  void isMadeForItsOwnerAlone() throws Exception {
    Path file = directory.resolve("secret");
    SecretFile.create(file, "a\nb\n");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(List.of("a", "b"), SecretFile.lines(file));
  }

  @Test
  void isNeverOverwritten() throws Exception {
    Path file = directory.resolve("secret");
    SecretFile.create(file, "first");
    assertThrows(FileAlreadyExistsException.class, () -> SecretFile.create(file, "second"));
    assertEquals(List.of("first"), SecretFile.lines(file));
  }

  @ParameterizedTest
  @CsvSource({
    "rw-r-----, 0640",
    "rw----r--, 0604",
    "rw--w----, 0620",
    "rwx--x---, 0710",
    "rw-rw-rw-, 0666"
  })
  void isRefusedIfOthersCouldReadOrChangeIt(String permissions, String mode) throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "a");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    var e = assertThrows(CredentialException.class, () -> SecretFile.lines(file));
    assertEquals(
        file + ": holds secrets, but its mode " + mode + " gives it to others", e.getMessage());
    assertEquals("chmod 600 " + file, e.hint());
  }

  @Test
  void pressure11IsRefusedIfItBelongsToSomebodyElse() throws Exception {
    Path file = directory.resolve("secret");
    SecretFile.create(file, "a");
    assumeTrue(ofRoot(file), "only root can give a file away");
    Files.setAttribute(file, "unix:uid", 4711);
    var e = assertThrows(CredentialException.class, () -> SecretFile.lines(file));
    assertEquals(
        file + ": holds secrets, but belongs to 4711; Culvert runs as root", e.getMessage());
    assertEquals("chown root " + file, e.hint());
  }

  private static boolean ofRoot(Path file) throws IOException {
    return Files.getAttribute(file, "unix:uid").equals(0);
  }

  /** The pipe would hold its reader for ever. */
  @Test
  void pressure11IsJudgedBeforeItIsRead() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", "-m", "644", pipe.toString()).start().waitFor());
    for (Executable read :
        List.<Executable>of(() -> SecretFile.lines(pipe), () -> KeytabFile.check(pipe))) {
      var e =
          assertTimeoutPreemptively(
              Duration.ofSeconds(10), () -> assertThrows(CredentialException.class, read));
      assertEquals("chmod 600 " + pipe, e.hint());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
  void isReadIfItIsTheOwnersAlone(String permissions) throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "a");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    assertEquals(List.of("a"), SecretFile.lines(file));
  }
}
