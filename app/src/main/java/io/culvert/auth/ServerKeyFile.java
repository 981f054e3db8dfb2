package io.culvert.auth;

import io.culvert.auth.CredentialException.Line;
import io.culvert.crypto.ServerKeyPair;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/**
 * The file with a server's private key: one line of {@code culvert-server-key-1:} and 32 bytes in
 * base64url.
 */
public final class ServerKeyFile {
  private static final String PREFIX = "culvert-server-key-1:";

  private ServerKeyFile() {}

  /**
   * Creates the file, accessible only by its owner.
   *
   * @throws IOException if it exists already, or cannot be written
   */
  public static void create(Path file, ServerKeyPair keyPair) throws IOException {
    String key = Base64.getUrlEncoder().withoutPadding().encodeToString(keyPair.bytes());
    SecretFile.create(file, PREFIX + key + "\n");
  }

  /** Reads the file. */
  public static ServerKeyPair read(Path file) throws CredentialException {
    List<String> lines = SecretFile.lines(file);
    if (lines.size() != 1 || !lines.get(0).startsWith(PREFIX)) {
      throw wrong(file, "is not a server's key: it must be one line that begins with " + PREFIX);
    }
    try {
      String key = lines.get(0).substring(PREFIX.length());
      return ServerKeyPair.of(Base64.getUrlDecoder().decode(key));
    } catch (IllegalArgumentException e) {
      throw wrong(file, "the key is not 32 bytes in base64url: was the line cut short?");
    }
  }

  private static CredentialException wrong(Path file, String problem) {
    return CredentialException.in(
        new Line(file, 1),
        problem,
        "bring the file back from a copy; a new key needs new links for all users");
  }
}
