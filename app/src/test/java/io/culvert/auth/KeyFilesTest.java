package io.culvert.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.identity.User;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilesTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String KEY = "A".repeat(42) + "E";

  @TempDir Path directory;

  private Path file(String content) throws Exception {
    Path file = directory.resolve("file");
    SecretFile.create(file, content.replace("KEY", KEY).replace("\\n", "\n"));
    return file;
  }

  @Test
  void aServerKeyIsReadAsItWasWritten() throws Exception {
    ServerKeyPair keyPair = ServerKeyPair.generate(RANDOM);
    Path file = directory.resolve("server.key");
    ServerKeyFile.create(file, keyPair);
    assertEquals(keyPair, ServerKeyFile.read(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "KEY", "culvert-server-key-2:KEY", "culvert-server-key-1:KEY\\nKEY"})
  void refusesWhatIsNoServerKey(String content) throws Exception {
    Path file = file(content);
    var e = assertThrows(CredentialException.class, () -> ServerKeyFile.read(file));
    assertEquals(
        file
            + ":1: is not a server's key: it must be one line that begins with culvert-server-key-1:",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "culvert-server-key-1:",
        "culvert-server-key-1:KEYKEY",
        "culvert-server-key-1:AAA",
        "culvert-server-key-1:?"
      })
  void refusesAServerKeyOfAnotherLength(String content) throws Exception {
    Path file = file(content);
    var e = assertThrows(CredentialException.class, () -> ServerKeyFile.read(file));
    assertEquals(
        file + ":1: the key is not 32 bytes in base64url: was the line cut short?", e.getMessage());
  }

  @Test
  void aUserIsReadAsItWasWritten() throws Exception {
    User user = new User("ali", UserId.generate(RANDOM), PresharedKey.generate(RANDOM));
    Path file = directory.resolve("users.keys");
    UsersFile.create(file, user);
    assertEquals(Optional.of(user), UsersFile.read(file).find(user.id()));
  }

  @Test
  void commentsAndEmptyLinesDoNotCountAsUsers() throws Exception {
    Path file = file("# c\\n\\nali 0000000000000001 KEY\\n  bea\t0000000000000002  KEY  \\n");
    Users users = UsersFile.read(file);
    assertEquals("ali", users.find(new UserId(1)).orElseThrow().name());
    assertEquals("bea", users.find(new UserId(2)).orElseThrow().name());
    assertEquals(Optional.empty(), users.find(new UserId(0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "# nobody | : names no user",
        "ali 0000000000000001 | :1: has 2 fields, not 3",
        "\\nali 0000000000000001 KEY x | :2: has 4 fields, not 3",
        "a/b 0000000000000001 KEY | :1: a user's name has 1 to 64 letters, digits, dots, hyphens or underscores",
        "ali 00000000000001 KEY | :1: the id is not 16 hexadecimal digits",
        "ali 000000000000000x KEY | :1: the id is not 16 hexadecimal digits",
        "ali 0000000000000001 KEYA | :1: the key is not 32 bytes in base64url",
        "ali 0000000000000001 KEY\\nali 0000000000000002 KEY | :2: ali stands in line 1 already",
        "ali 0000000000000001 KEY\\nbea 0000000000000001 KEY | :2: 0000000000000001 stands in line 1 already",
      })
  void saysWhichLineOfTheUsersIsWrongWithoutItsKey(String content, String problem)
      throws Exception {
    Path file = file(content);
    var e = assertThrows(CredentialException.class, () -> UsersFile.read(file));
    assertEquals(file + problem, e.getMessage());
    assertFalse((e.getMessage() + e.hint()).contains("AAAA"));
  }
}
