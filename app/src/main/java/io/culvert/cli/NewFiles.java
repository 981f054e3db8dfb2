package io.culvert.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Files and directories that are of use only together: closing deletes them unless {@link #keep}
 * was called. Not thread-safe.
 */
final class NewFiles implements AutoCloseable {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Deque<Path> made = new ArrayDeque<>();

  /** An operation that creates a file. */
  interface Creation {
    void create(Path file) throws IOException;
  }

  /** Creates a directory for its owner alone, and those above it that are missing. */
  void directory(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath();
    Deque<Path> missing = new ArrayDeque<>();
    for (Path parent = absolute.getParent(); !Files.exists(parent); parent = parent.getParent()) {
      missing.push(parent);
    }
    for (Path parent : missing) {
      Files.createDirectory(parent);
      made.push(parent);
    }
    Files.createDirectory(absolute, OWNER_ONLY);
    made.push(absolute);
  }

  /** Creates a file, of which a part may be there even if this fails. */
  void file(Path file, Creation creation) throws IOException {
    if (!Files.exists(file)) {
      made.push(file);
    }
    creation.create(file);
  }

  /** From now on, closing deletes nothing. */
  void keep() {
    made.clear();
  }

  /** Deletes what it can; the failure that led here is the one to report. */
  @Override
  public void close() {
    for (Path path : made) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // It stays, and so does the directory around it.
      }
    }
  }
}
