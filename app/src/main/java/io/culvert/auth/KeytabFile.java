package io.culvert.auth;

import io.culvert.identity.Principal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;

/** The file with a Kerberos service's keys, as {@code kadmin ktadd} writes it. */
public final class KeytabFile {
  private static final String HINT = "kadmin -q 'ktadd -k FILE rcmd/HOST' writes one";

  /** The file format's version: 05 01 or 05 02. */
  private static final int FORMAT = 0x05;

  private KeytabFile() {}

  /** Refuses a file of others, or that others can read, or that is not a keytab. */
  public static void check(Path file) throws CredentialException {
    SecretFile.check(file);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(3);
      if (start.length < 3 || start[0] != FORMAT || start[1] < 1 || start[1] > 2) {
        throw wrong(file, "is not a keytab, or an empty one");
      }
    } catch (IOException e) {
      throw TextFile.unreadable(file, e);
    }
  }

  /** Refuses a keytab without a usable key of this service. */
  public static void checkKeyOf(Path file, Principal service) throws CredentialException {
    var principal = new KerberosPrincipal(service.toString());
    if (KeyTab.getInstance(principal, file.toFile()).getKeys(principal).length == 0) {
      throw wrong(file, "has no usable key of " + service);
    }
  }

  private static CredentialException wrong(Path file, String problem) {
    return CredentialException.in(file, problem, HINT);
  }
}
