package io.culvert.auth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Files with secrets. They are created accessible only by their owner, and refused if others can
 * read them.
 */
public final class SecretFile {
  private static final int PERMISSIONS = 0777;
  private static final int NOT_OWNER = 0077;

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

  /** The lines of a file that only its owner may read. */
  static List<String> lines(Path file) throws CredentialException {
    String content = TextFile.content(file);
    checkMode(file);
    return content.lines().toList();
  }

  /** Refuses a file whose group or other permission bits are set. */
  static void checkMode(Path file) throws CredentialException {
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
