package io.culvert.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads text files. Failures are reported as mistakes that the operator can correct. */
public final class TextFile {
  private static final int MAX_LENGTH = 4 << 20;

  private TextFile() {}

  /** Returns the content of a UTF-8 file of at most 4 MiB. */
  public static String content(Path file) throws CredentialException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_LENGTH + 1);
      if (bytes.length > MAX_LENGTH) {
        throw wrong(
            file, "is longer than 4 MiB", "give the name of a file that Culvert is meant to read");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw wrong(
          file, "is not UTF-8 text", "give the name of a file that Culvert is meant to read");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Returns the exception, with a hint for the operator, for a file that cannot be read. */
  static CredentialException unreadable(Path file, IOException e) {
    return switch (e) {
      case NoSuchFileException missing ->
          wrong(
              file,
              "no such file",
              "check the file's name; `culvert init` makes a new set of files");
      case AccessDeniedException denied ->
          wrong(
              file,
              "permission denied",
              "run as the file's owner, or let the user that runs Culvert own the file");
      default -> wrong(file, "cannot be read: " + e.getMessage(), "check that it is a plain file");
    };
  }

  private static CredentialException wrong(Path file, String problem, String hint) {
    return CredentialException.in(file, problem, hint);
  }
}
