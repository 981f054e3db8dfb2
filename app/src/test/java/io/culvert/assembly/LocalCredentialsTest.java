package io.culvert.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.address.HostPort;
import io.culvert.auth.CredentialException;
import io.culvert.auth.SecretFile;
import io.culvert.config.ConfigurationException;
import io.culvert.config.LinkSource;
import io.culvert.config.NamedFile;
import io.culvert.config.NegotiationSettings;
import io.culvert.config.Origin;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.identity.Link;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCredentialsTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final NegotiationSettings OPEN =
      new NegotiationSettings(Duration.ofSeconds(1), Optional.empty(), false, Optional.empty());
  private static final Link LINK =
      new Link(
          new HostPort("example.org", 8443),
          ServerKeyPair.generate(RANDOM).publicKey(),
          UserId.generate(RANDOM),
          PresharedKey.generate(RANDOM),
          "ali");

  @TempDir Path directory;

  private Path secret(String name, String content) throws Exception {
    SecretFile.create(directory.resolve(name), content);
    return directory.resolve(name);
  }

  private static Link read(Path file) throws Exception {
    var named = new NamedFile(file, "link-file", new Origin.Argument("--link-file"));
    return LocalCredentials.read(new LinkSource.InFile(named), OPEN).link();
  }

  private static void assertRefused(Path file, String problem) {
    var e = assertThrows(CredentialException.class, () -> read(file));
    assertEquals(file + problem, e.getMessage());
  }

  @Test
  void aGivenLinkIsTakenAsItIs() throws Exception {
    assertEquals(LINK, LocalCredentials.read(new LinkSource.Given(LINK), OPEN).link());
  }

  @Test
  void aLinkMayComeFromAFile() throws Exception {
    assertEquals(LINK, read(secret("link", "# mine\n\n" + LINK.text() + "\n")));
  }

  @Test
  void aLinkFileHoldsOneLink() throws Exception {
    assertRefused(secret("empty", "# none\n"), ": has 0 lines where one link is needed");
    assertRefused(
        secret("wrong", "culvert://x@h:1#u"), ": the link's keys have 1 characters, not 96");
  }

  @Test
  void aLinkFileThatOthersCanReadIsRefused() throws Exception {
    Path file = secret("link", LINK.text());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused(file, ": holds secrets, but its mode 0644 gives it to others");
  }

  @Test
  void saysWhereAMissingFileIsNamed() {
    Path file = directory.resolve("none");
    var e = assertThrows(ConfigurationException.class, () -> read(file));
    assertEquals("--link-file: no such file: " + file, e.getMessage());
  }
}
