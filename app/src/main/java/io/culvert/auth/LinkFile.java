package io.culvert.auth;

import io.culvert.identity.Link;
import java.nio.file.Path;
import java.util.List;

/** A file with a link on one line. Empty lines and lines that begin with {@code #} are ignored. */
public final class LinkFile {

  private LinkFile() {}

  /** Reads the file, which only its owner may read. */
  public static Link read(Path file) throws CredentialException {
    List<String> lines =
        SecretFile.lines(file).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList();
    if (lines.size() != 1) {
      throw wrong(file, "has " + lines.size() + " lines where one link is needed");
    }
    try {
      return Link.parse(lines.get(0));
    } catch (IllegalArgumentException e) {
      throw wrong(file, e.getMessage());
    }
  }

  private static CredentialException wrong(Path file, String problem) {
    return CredentialException.in(
        file, problem, "the file holds the line that `culvert init` printed, and nothing else");
  }
}
