package io.culvert.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.HostPort;
import io.culvert.auth.ServerKeyFile;
import io.culvert.auth.UsersFile;
import io.culvert.identity.Link;
import io.culvert.identity.User;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitCommandTest {
  @TempDir Path directory;

  private final TestTerminal terminal = new TestTerminal();

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void makesKeysAndConfigurationAndPrintsTheLinkAlone() throws Exception {
    Path dir = directory.resolve("deep/er");
    assertEquals(
        0,
        terminal.run(
            "init",
            "--dir",
            dir.toString(),
            "--host",
            "example.org",
            "--port",
            "443",
            "--user",
            "ali"));
    assertEquals(1, terminal.out().lines().count());
    Link link = Link.parse(terminal.out().strip());
    assertEquals(new HostPort("example.org", 443), link.server());
    assertEquals("ali", link.name());
    assertEquals(ServerKeyFile.read(dir.resolve("server.key")).publicKey(), link.serverPublicKey());
    assertEquals(
        Optional.of(new User("ali", link.userId(), link.presharedKey())),
        UsersFile.read(dir.resolve("users.keys")).find(link.userId()));
    assertTrue(Files.readString(dir.resolve("server.toml")).contains("listen = \"0.0.0.0:443\""));
  }

  @Test
  void keepsSecretsToTheOwner() throws Exception {
    terminal.run("init", "--dir", directory.resolve("d").toString(), "--host", "h");
    assertEquals("rwx------", mode(directory.resolve("d")));
    assertEquals("rw-------", mode(directory.resolve("d/server.key")));
    assertEquals("rw-------", mode(directory.resolve("d/users.keys")));
  }

  @Test
  void explainsTheNextStepsOnStandardErrorWithoutTheSecret() {
    String dir = directory.resolve("d").toString();
    terminal.run("init", "--dir", dir, "--host", "h");
    assertTrue(
        terminal.err().contains("culvert server --config " + dir + "/server.toml"), terminal.err());
    assertTrue(terminal.err().contains("culvert local LINK"), terminal.err());
    assertFalse(terminal.err().contains("culvert://"));
  }

  @Test
  void itsFilesPassTheCheck() {
    String dir = directory.resolve("d").toString();
    terminal.run("init", "--dir", dir, "--host", "h");
    TestTerminal check = new TestTerminal();
    assertEquals(0, check.run("check", "--config", dir + "/server.toml"), check.err());
  }

  @Test
  void changesNothingInADirectoryThatIsNotEmpty() throws Exception {
    Files.writeString(directory.resolve("mine"), "x");
    assertEquals(1, terminal.run("init", "--dir", directory.toString(), "--host", "h"));
    assertEquals(
        "culvert: error: %s exists and is not empty: nothing was changed\nculvert: hint: give another --dir, or use what is there: culvert server --config %s/server.toml\n"
            .formatted(directory, directory),
        terminal.err());
    assertEquals("", terminal.out());
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void refusesAFileInPlaceOfTheDirectory() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertEquals(1, terminal.run("init", "--dir", file.toString(), "--host", "h"));
    assertEquals("x", Files.readString(file));
  }

  @Test
  void usesAnEmptyDirectoryAndShutsItToOthers() throws Exception {
    Path dir = Files.createDirectory(directory.resolve("d"));
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertEquals(0, terminal.run("init", "--dir", dir.toString(), "--host", "h"));
    assertEquals("rwx------", mode(dir));
  }

  @Test
  void guessesTheHostAndSaysSo() {
    assertEquals(0, terminal.run("init", "--dir", directory.resolve("d").toString()));
    Link link = Link.parse(terminal.out().strip());
    assertEquals(8443, link.server().port());
    assertTrue(
        terminal.err().startsWith("Note: the link leads to " + link.server().host() + ", "),
        terminal.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db8::1", "[2001:db8::1]"})
  void takesAnIpv6AddressWithAndWithoutBrackets(String host) {
    assertEquals(
        0, terminal.run("init", "--dir", directory.resolve("d").toString(), "--host", host));
    assertEquals(new HostPort("2001:db8::1", 8443), Link.parse(terminal.out().strip()).server());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--host | a b | --host or --port: \"a b\" is neither a host name nor an IP address",
        "--host | [] | --host or --port: \"\" is neither a host name nor an IP address",
        "--port | 0 | --host or --port: port 0 cannot be connected to",
        "--port | 65536 | --host or --port: port 65536 is not in 0..65535",
        "--port | http | --host or --port: \"http\" is not a port number",
        "--user | a/b | --user: a user's name has 1 to 64 letters, digits, dots, hyphens or underscores",
      })
  void refusesWrongAnswersBeforeItMakesAnything(String flag, String value, String error) {
    Path dir = directory.resolve("d");
    assertEquals(2, terminal.run("init", "--dir", dir.toString(), flag, value));
    assertTrue(
        terminal.err().startsWith("culvert: error: " + error + "\nculvert: hint: "),
        terminal.err());
    assertFalse(Files.exists(dir));
  }

  private static int initToAFullDisk(TestTerminal terminal, Path dir) {
    Terminal whole = terminal.terminal();
    var full = new PrintStream(new FullDisk());
    return new Program(new Terminal(whole.in(), full, whole.err(), whole.environment()))
        .run("init", "--dir", dir.toString(), "--host", "h");
  }

  private static final class FullDisk extends OutputStream {
    @Override
    public void write(int octet) throws IOException {
      throw new IOException("No space left on device");
    }
  }

  @Test
  void pressure11ALinkThatCannotBeWrittenLeavesNothingBehind() {
    Path dir = directory.resolve("deep/er");
    assertEquals(1, initToAFullDisk(terminal, dir));
    assertFalse(Files.exists(directory.resolve("deep")));
    assertEquals(0, new TestTerminal().run("init", "--dir", dir.toString(), "--host", "h"));
  }

  @Test
  void pressure11ADirectoryThatWasThereStaysThere() throws Exception {
    Path dir = Files.createDirectory(directory.resolve("d"));
    assertEquals(1, initToAFullDisk(terminal, dir));
    try (Stream<Path> files = Files.list(dir)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void saysThatADirectoryCannotBeMade() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertEquals(1, terminal.run("init", "--dir", file.resolve("d").toString(), "--host", "h"));
    assertTrue(terminal.err().startsWith("culvert: error: " + file), terminal.err());
  }
}
