package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fault 29: a program that cannot start ends with a code other than 0 and one line that names a
 * remedy. A log that cannot be written does not stop a program.
 */
@Timeout(60)
class FailedStartIT {
  @TempDir Path dir;

  private String config;
  private String link;

  @BeforeEach
  void init() throws Exception {
    Path made = dir.resolve("made");
    Program.Result result =
        Program.runCulvert("init", "--dir", made.toString(), "--host", "127.0.0.1");
    assertEquals(0, result.exitCode(), result.err());
    config = made.resolve("server.toml").toString();
    link = result.out().strip();
  }

  private static void assertRefused(int exitCode, Program.Result result, String... parts) {
    assertEquals(exitCode, result.exitCode(), result.toString());
    List<String> errors =
        result.err().lines().filter(line -> line.startsWith("culvert: error: ")).toList();
    assertEquals(1, errors.size(), result.err());
    for (String part : parts) {
      assertTrue(result.err().contains(part), part + " in " + result.err());
    }
  }

  @Test
  void fault29APortOutOfRange() throws Exception {
    assertRefused(
        2,
        Program.runCulvert("server", "--config", config, "--listen=127.0.0.1:99999"),
        "99999",
        "HOST:PORT");
  }

  @Test
  void fault29APortInUseOfTheServer() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertRefused(
          1, Program.runCulvert("server", "--config", config, "--listen=" + address), address);
    }
  }

  @Test
  void fault29APortInUseOfTheLocal() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertRefused(1, Program.runCulvert("local", "--listen", address, link), address);
    }
  }

  @Test
  void fault29AnAddressThatIsNotThisMachines() throws Exception {
    String address = "192.0.2.1:" + Image.freePort();
    assertRefused(
        1, Program.runCulvert("server", "--config", config, "--listen=" + address), address);
  }

  @Test
  void fault29AKeyFileThatIsNotThere() throws Exception {
    Files.delete(dir.resolve("made/server.key"));
    assertRefused(2, Program.runCulvert("server", "--config", config), "server.key");
  }

  /** Mode 0600 and somebody else's. */
  @Test
  void fault29AKeyFileThatCannotBeRead() throws Exception {
    Image.needs("setpriv");
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root can run a program as others");
    Program.run("chmod", "755", dir.toString(), dir.resolve("made").toString());
    Program.run("chmod", "644", config);
    List<String> nobody =
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");
    assumeTrue(
        Program.run(with(nobody, Image.LAUNCHER.toString(), "--version")).exitCode() == 0,
        "the image is not everybody's to run here");
    Program.Result result =
        Program.run(with(nobody, Image.LAUNCHER.toString(), "server", "--config", config));
    assertRefused(2, result, "server.key", "permission denied");
  }

  private static String[] with(List<String> prefix, String... more) {
    return java.util.stream.Stream.concat(prefix.stream(), java.util.Arrays.stream(more))
        .toArray(String[]::new);
  }

  /** {@code /dev/full} takes no octet, as a full disk does. */
  @Test
  void fault29AFullDiskForTheLogStopsNobody() throws Exception {
    assumeTrue(Files.isWritable(Path.of("/dev/full")), "this system has no /dev/full");
    int port = Image.freePort();
    String script = "exec \"$@\" 2>/dev/full";
    try (var tunnel = Tunnel.start();
        var target = new EchoTarget();
        var local =
            Program.start(
                "sh",
                "-c",
                script,
                "sh",
                Image.LAUNCHER.toString(),
                "local",
                "--log.level=debug",
                "--log.targets=true",
                "--listen=127.0.0.1:" + port,
                tunnel.link)) {
      Image.awaitPort(port, local);
      for (int i = 0; i < 20; i++) {
        try (Socket stream = Client.connect(port, target.port())) {
          assertTrue(Client.echoes(stream));
        }
      }
      assertTrue(local.isAlive());
    }
  }

  @Test
  void fault29AFullDiskForTheErrorLineLeavesTheCode() throws Exception {
    assumeTrue(Files.isWritable(Path.of("/dev/full")), "this system has no /dev/full");
    Program.Result result =
        Program.run(
            "sh",
            "-c",
            "exec \"$@\" 2>/dev/full",
            "sh",
            Image.LAUNCHER.toString(),
            "server",
            "--config",
            "/nowhere.toml");
    assertNotEquals(0, result.exitCode());
  }

  /** With one page the second file has no room, with four inodes the third. */
  @ParameterizedTest
  @ValueSource(strings = {"size=4k", "nr_inodes=4"})
  void pressure11InitOnAFullDiskLeavesNothingBehind(String limit) throws Exception {
    Image.needs("unshare");
    assumeTrue(
        Program.run("unshare", "-m", "mount", "-t", "tmpfs", "none", "" + dir).exitCode() == 0,
        "no file system can be mounted here");
    String script =
        """
        mount -t tmpfs -o "$1" none "$2"
        "$3" init --dir "$2/new" --host 127.0.0.1 && exit 1
        ls -A "$2"
        mount -o remount,size=1m,nr_inodes=100 "$2"
        "$3" init --dir "$2/new" --host 127.0.0.1
        """;
    Path disk = Files.createDirectory(dir.resolve("disk"));
    Program.Result result =
        Program.run(
            "unshare", "-m", "sh", "-c", script, "sh", limit, "" + disk, "" + Image.LAUNCHER);
    assertEquals(0, result.exitCode(), result.toString());
    assertTrue(result.err().startsWith("culvert: error: "), result.err());
    assertTrue(result.out().startsWith("culvert://"), result.toString());
  }

  @Test
  void fault29AFullDiskForTheLinkIsNotSuccess() throws Exception {
    assumeTrue(Files.isWritable(Path.of("/dev/full")), "this system has no /dev/full");
    Program.Result result =
        Program.run(
            "sh",
            "-c",
            "exec \"$@\" >/dev/full",
            "sh",
            Image.LAUNCHER.toString(),
            "init",
            "--dir",
            dir.resolve("full").toString(),
            "--host",
            "127.0.0.1");
    assertNotEquals(0, result.exitCode(), result.toString());
  }
}
