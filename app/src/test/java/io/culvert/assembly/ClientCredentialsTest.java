package io.culvert.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.auth.CredentialException;
import io.culvert.auth.PasswordFile;
import io.culvert.auth.SecretFile;
import io.culvert.auth.gss.AcceptorSettings;
import io.culvert.config.ConfigurationException;
import io.culvert.config.GssapiSettings;
import io.culvert.config.NamedFile;
import io.culvert.config.NegotiationSettings;
import io.culvert.config.Origin;
import io.culvert.identity.Principal;
import io.culvert.socks.Authenticator;
import io.culvert.socks.GssapiProtection;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientCredentialsTest {
  /** The version of the format, followed by other octets. */
  private static final byte[] KEYTAB = {5, 2, 0, 0, 0, 0};

  private static final Optional<Principal> ANY_SERVICE = Optional.empty();

  @TempDir Path directory;

  private Path keytab(byte[] content, String mode) throws Exception {
    Path file = Files.write(directory.resolve("keytab"), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static NamedFile named(Path file, String key) {
    return new NamedFile(file, key, new Origin.Argument("--" + key));
  }

  private static Optional<GssapiSettings> gssapi(Path keytab, Optional<Principal> service) {
    return Optional.of(
        new GssapiSettings(
            named(keytab, "auth.gssapi-keytab"), service, GssapiProtection.PROPOSED, List.of()));
  }

  private static ClientCredentials read(Optional<NamedFile> users, Optional<GssapiSettings> gssapi)
      throws Exception {
    return ClientCredentials.read(
        new NegotiationSettings(Duration.ofSeconds(1), users, false, gssapi));
  }

  private static ClientCredentials read(Path keytab, Optional<Principal> service) throws Exception {
    return read(Optional.empty(), gssapi(keytab, service));
  }

  private Optional<NamedFile> usersFile() throws Exception {
    Path file = directory.resolve("users");
    SecretFile.create(file, PasswordFile.line("bea", new byte[] {1}, new SecureRandom()));
    return Optional.of(named(file, "auth.users-file"));
  }

  private static Authenticator passwords(ClientCredentials credentials) {
    return credentials.passwords().apply(InetAddress.getLoopbackAddress());
  }

  @Test
  void clients11IgnoredCredentialsAreAcceptedUnchecked() throws Exception {
    var settings =
        new NegotiationSettings(Duration.ofSeconds(1), Optional.empty(), true, Optional.empty());
    assertSame(Authenticator.ANY_CREDENTIALS, passwords(ClientCredentials.read(settings)));
  }

  @Test
  void withoutAnyFileNoAuthenticationIsRequired() throws Exception {
    assertSame(ClientCredentials.NONE, read(Optional.empty(), Optional.empty()));
    assertSame(Authenticator.NONE, passwords(ClientCredentials.NONE));
  }

  @Test
  void withAUsersFileThePasswordIsAskedFor() throws Exception {
    Authenticator passwords = passwords(read(usersFile(), Optional.empty()));
    assertTrue(passwords.required());
    assertTrue(passwords.verify("bea", new byte[] {1}));
    assertFalse(passwords.verify("bea", new byte[] {2}));
  }

  @Test
  void withAKeytabAloneNobodyIsLetInByPassword() throws Exception {
    Path keytab = keytab(KEYTAB, "rw-------");
    ClientCredentials credentials = read(keytab, ANY_SERVICE);
    assertSame(Authenticator.NOBODY, passwords(credentials));
    assertEquals(
        new AcceptorSettings(keytab, ANY_SERVICE, GssapiProtection.PROPOSED, List.of()),
        credentials.gssapi().orElseThrow());
  }

  @Test
  void aKeytabAndAUsersFileGoTogether() throws Exception {
    ClientCredentials credentials =
        read(usersFile(), gssapi(keytab(KEYTAB, "rw-------"), ANY_SERVICE));
    assertTrue(passwords(credentials).verify("bea", new byte[] {1}));
    assertTrue(credentials.gssapi().isPresent());
  }

  @Test
  void aKeytabThatOthersCanReadIsRefused() throws Exception {
    Path file = keytab(KEYTAB, "rw-r-----");
    var e = assertThrows(CredentialException.class, () -> read(file, ANY_SERVICE));
    assertEquals("chmod 600 " + file, e.hint());
  }

  @Test
  void aFileThatIsNoKeytabIsRefused() throws Exception {
    for (byte[] wrong : new byte[][] {{}, {5, 2}, {5, 3, 0}, {4, 2, 0}, "secret".getBytes()}) {
      Path file = keytab(wrong, "rw-------");
      var e = assertThrows(CredentialException.class, () -> read(file, ANY_SERVICE));
      assertEquals(file + ": is not a keytab, or an empty one", e.getMessage());
    }
  }

  @Test
  void aMissingKeytabIsRefused() {
    Path file = directory.resolve("none");
    var e = assertThrows(ConfigurationException.class, () -> read(file, ANY_SERVICE));
    assertEquals("--auth.gssapi-keytab: no such file: " + file, e.getMessage());
  }

  @Test
  void aKeytabWithoutTheNamedServiceIsRefused() throws Exception {
    Path file = keytab(KEYTAB, "rw-------");
    var service = Optional.of(Principal.parse("rcmd/localhost@EXAMPLE"));
    var e = assertThrows(CredentialException.class, () -> read(file, service));
    assertEquals(file + ": has no usable key of rcmd/localhost@EXAMPLE", e.getMessage());
  }
}
