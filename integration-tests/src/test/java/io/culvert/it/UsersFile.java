package io.culvert.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file for {@code auth.users-file}, created with {@code culvert password}. */
final class UsersFile implements AutoCloseable {
  private final Path file;

  UsersFile() throws IOException {
    file = Files.createTempFile("culvert-it", ".users");
  }

  UsersFile add(String name, String password) throws Exception {
    String script = "printf '%s\\n' \"$2\" | '" + Image.LAUNCHER + "' password \"$1\"";
    Program.Result line = Program.run("sh", "-c", script, "sh", name, password);
    if (line.exitCode() != 0) {
      throw new AssertionError(line.toString());
    }
    Files.writeString(file, Files.readString(file) + line.out());
    return this;
  }

  String flag() {
    return "--auth.users-file=" + file;
  }

  @Override
  public void close() throws IOException {
    Files.delete(file);
  }
}
