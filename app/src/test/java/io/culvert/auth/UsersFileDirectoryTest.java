package io.culvert.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.crypto.UserId;
import io.culvert.identity.User;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersFileDirectoryTest {
  private static final UserId ALI = new UserId(1);
  private static final UserId BEA = new UserId(2);

  @TempDir Path directory;

  private Path file;
  private UsersFileDirectory users;
  private final List<UserChanges> heard = new ArrayList<>();

  @BeforeEach
  void readTwoUsers() throws Exception {
    file = directory.resolve("users.keys");
    SecretFile.create(file, line("ali", ALI, 'A') + line("bea", BEA, 'A'));
    users = UsersFileDirectory.read(file);
    users.onChange(heard::add);
  }

  private static String line(String name, UserId id, char key) {
    return name + " " + id + " " + String.valueOf(key).repeat(42) + "A\n";
  }

  private User user(UserId id) {
    return users.find(id).orElseThrow();
  }

  @Test
  void aChangedFileCountsOnlyOnceItIsReadAgain() throws Exception {
    Files.writeString(file, line("bea", BEA, 'A'));
    assertEquals("ali", user(ALI).name());
    users.reload();
    assertEquals(Optional.empty(), users.find(ALI));
    assertEquals("bea", user(BEA).name());
  }

  @Test
  void reportsRemovedUsersAndChangedKeys() throws Exception {
    User ali = user(ALI);
    Files.writeString(file, line("bea", BEA, 'B') + line("cem", new UserId(3), 'A'));
    users.reload();
    assertEquals(List.of(new UserChanges(List.of(ali), List.of(user(BEA)))), heard);
  }

  @Test
  void tellsOfAChangeOnlyAfterTheNewUsersCount() throws Exception {
    List<Optional<User>> found = new ArrayList<>();
    users.onChange(changes -> found.add(users.find(ALI)));
    Files.writeString(file, line("bea", BEA, 'A'));
    users.reload();
    assertEquals(List.of(Optional.empty()), found);
  }

  @Test
  void saysNothingIfEverybodyIsThereAsBefore() throws Exception {
    Files.writeString(
        file, line("bea", BEA, 'A') + line("ali", ALI, 'A') + line("cem", new UserId(3), 'A'));
    users.reload();
    assertEquals(List.of(), heard);
    assertEquals("cem", user(new UserId(3)).name());
  }

  @Test
  void aWrongFileChangesNothing() throws Exception {
    Files.writeString(file, line("bea", BEA, 'A') + "ali");
    var e = assertThrows(CredentialException.class, users::reload);
    assertEquals(file + ":2: has 1 fields, not 3", e.getMessage());
    assertEquals("ali", user(ALI).name());
    assertEquals(List.of(), heard);
    Files.writeString(file, line("bea", BEA, 'A'));
    users.reload();
    assertEquals(1, heard.size());
  }
}
