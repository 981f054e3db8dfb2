package io.culvert.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.auth.CredentialException;
import io.culvert.auth.ServerKeyFile;
import io.culvert.auth.UsersFile;
import io.culvert.config.ConfigurationException;
import io.culvert.config.NamedFile;
import io.culvert.config.Origin;
import io.culvert.config.ServerFiles;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.identity.User;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCredentialsTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ServerKeyPair keyPair = ServerKeyPair.generate(RANDOM);
  private final User ali = new User("ali", UserId.generate(RANDOM), PresharedKey.generate(RANDOM));

  @TempDir Path directory;

  @BeforeEach
  void makeKeys() throws Exception {
    ServerKeyFile.create(directory.resolve("server.key"), keyPair);
    UsersFile.create(directory.resolve("users.keys"), ali);
  }

  private ServerFiles files(String key, String users) {
    return new ServerFiles(file(key, "key-file", 2), file(users, "users-file", 3));
  }

  private NamedFile file(String name, String key, int line) {
    return new NamedFile(
        directory.resolve(name), key, new Origin.File(directory.resolve("server.toml"), line));
  }

  @Test
  void readsTheFilesThatTheConfigurationNames() throws Exception {
    var credentials = ServerCredentials.read(files("server.key", "users.keys"));
    assertEquals(keyPair, credentials.keyPair());
    assertEquals(Optional.of(ali), credentials.users().find(ali.id()));
  }

  @Test
  void saysWhereAMissingFileIsNamed() {
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> ServerCredentials.read(files("server.key", "other.keys")));
    assertEquals(
        directory.resolve("server.toml")
            + ":3: users-file: no such file: "
            + directory.resolve("other.keys"),
        e.getMessage());
    assertEquals("check the name; `culvert init` makes a new set of files", e.hint());
  }

  @Test
  void refusesAKeyThatOthersCanRead() throws Exception {
    Path key = directory.resolve("server.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    var e =
        assertThrows(
            CredentialException.class,
            () -> ServerCredentials.read(files("server.key", "users.keys")));
    assertEquals(key + ": holds secrets, but its mode 0644 gives it to others", e.getMessage());
    assertEquals("chmod 600 " + key, e.hint());
  }
}
