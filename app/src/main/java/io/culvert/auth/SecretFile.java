package io.culvert.auth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Set;

/**
 * Files with secrets. They are created accessible only by their owner. They are refused, before
 * they are read, if others can read them, or if they belong to somebody else than the user that
 * runs this process: the owner of a key file decides who gets in.
 */
public final class SecretFile {
  private static final int PERMISSIONS = 0777;
  private static final int NOT_OWNER = 0077;
  private static final Path PROCESS = Path.of("/proc/self");

  private SecretFile() {}

  /**
   * Creates a file that has mode 0600 from the start.
   *
   * @throws IOException if it exists already, or cannot be written
   */
  public static void create(Path file, String content) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (SeekableByteChannel channel = Files.newByteChannel(file, options, mode)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /** The lines of a file that this process's user owns, and nobody else may read. */
  static List<String> lines(Path file) throws CredentialException {
    check(file);
    return TextFile.content(file).lines().toList();
  }

  /** Refuses a file of another owner, or one that others can access. */
  static void check(Path file) throws CredentialException {
    checkOwner(file);
    checkMode(file);
  }

  /** Accepts root's files from other users too: root can do as it likes anyway. */
  private static void checkOwner(Path file) throws CredentialException {
    try {
      UserPrincipal owner = Files.getOwner(file);
      UserPrincipal user = user();
      if (!owner.equals(user) && !owner.equals(root())) {
        throw CredentialException.in(
            file,
            "holds secrets, but belongs to " + owner + "; Culvert runs as " + user,
            "chown " + user + " " + file);
      }
    } catch (UnsupportedOperationException e) {
      // A file system without owners.
    } catch (IOException e) {
      throw TextFile.unreadable(file, e);
    }
  }

  /** The user that runs this process. */
  private static UserPrincipal user() throws IOException {
    return Files.exists(PROCESS) ? Files.getOwner(PROCESS) : named(System.getProperty("user.name"));
  }

  private static UserPrincipal root() throws IOException {
    return named("0");
  }

  /** A user by name, or by number if nobody has that name. */
  private static UserPrincipal named(String name) throws IOException {
    return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
  }

  private static void checkMode(Path file) throws CredentialException {
    int mode = mode(file);
    if ((mode & NOT_OWNER) != 0) {
      throw CredentialException.in(
          file,
          "holds secrets, but its mode %04o gives it to others".formatted(mode),
          "chmod 600 " + file);
    }
  }

  /** A file's permission bits; 0 on a file system without modes. */
  public static int mode(Path file) throws CredentialException {
    try {
      return (int) Files.getAttribute(file, "unix:mode") & PERMISSIONS;
    } catch (UnsupportedOperationException e) {
      return 0;
    } catch (IOException e) {
      throw TextFile.unreadable(file, e);
    }
  }
}
