package io.culvert.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
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

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
  void isReadIfItIsTheOwnersAlone(String permissions) throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "a");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    assertEquals(List.of("a"), SecretFile.lines(file));
  }
}
