package io.culvert.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** OpenSSH's server on the loopback, with a host key and one user's key of its own. */
final class SshServer implements AutoCloseable {
  private final Program sshd;

  /** Leaves the user's key in the folder's file "user". */
  SshServer(Folder folder, int port) throws Exception {
    for (String key : new String[] {"host", "user"}) {
      Program.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.of(key));
    }
    Files.copy(folder.path().resolve("user.pub"), folder.path().resolve("authorized_keys"));
    Path config = folder.write("sshd_config", config(folder, port));
    makePrivilegeSeparationFolder();
    sshd = Program.start("/usr/sbin/sshd", "-D", "-e", "-f", config.toString());
    try {
      Image.awaitPort(port, sshd);
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  private static String config(Folder folder, int port) {
    return String.join(
        "\n",
        "ListenAddress 127.0.0.1",
        "Port " + port,
        "HostKey " + folder.of("host"),
        "AuthorizedKeysFile " + folder.of("authorized_keys"),
        "StrictModes no",
        "PidFile none",
        "UsePAM no",
        "PermitRootLogin yes",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "");
  }

  /** Needed by a server that root starts; a service manager makes it where there is one. */
  private static void makePrivilegeSeparationFolder() throws IOException {
    Path run = Path.of("/run");
    if (Files.isWritable(run)) {
      Files.createDirectories(run.resolve("sshd"));
    }
  }

  String log() {
    return sshd.err();
  }

  @Override
  public void close() throws Exception {
    sshd.close();
  }
}
