package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.culvert.chaos.TestNameServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Other projects' own tests of SOCKS clients, with Culvert in the place of their servers: {@code
 * -Ppeers}. The repositories are cloned; {@code CURL_REPOSITORY} and {@code
 * PYTHON_SOCKS_REPOSITORY} name copies of them.
 */
@Tag("peers")
@Timeout(1800)
class PeerTestsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final int NOT_SET_UP = 77;

  private Folder folder;
  private TestNameServer names;
  private Tunnel tunnel;
  private final List<Program> locals = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    folder = Folder.create();
    names =
        new TestNameServer()
            .add("ip4.target.example.com", "127.0.0.1")
            .add("ip6.target.example.com", "::1");
    tunnel =
        Tunnel.start(
            0,
            new String[] {
              "--targets.allow=[\"127.0.0.0/8\", \"::1/128\"]", "--dns.servers=" + names.address()
            },
            new String[0]);
    var mode = PosixFilePermissions.fromString("rw-------");
    Files.setPosixFilePermissions(folder.write("link", tunnel.link), mode);
  }

  @AfterEach
  void stop() throws Exception {
    for (Program local : locals) {
      local.close();
    }
    tunnel.close();
    names.close();
    folder.close();
  }

  /** A clone; skips the test, by name, where none can be had. */
  private Path source(String variable, String repository, String tag) throws Exception {
    Image.needs("git");
    String from = Optional.ofNullable(System.getenv(variable)).orElse(repository);
    Path to = folder.path().resolve("source");
    Program.Result clone =
        Program.run(
            Duration.ofMinutes(5),
            "git",
            "clone",
            "-q",
            "-c",
            "advice.detachedHead=false",
            "--depth=1",
            "--branch=" + tag,
            from,
            to.toString());
    assumeTrue(clone.exitCode() == 0, from + " cannot be cloned: " + clone.err());
    return to;
  }

  private void assertPasses(String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of("src", "test", "sh", script).toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    Program.Result result = Program.run(PATIENCE, command.toArray(String[]::new));
    assumeTrue(result.exitCode() != NOT_SET_UP, script + " cannot be set up: " + result.out());
    assertEquals(0, result.exitCode(), () -> result.out() + result.err());
    assertTrue(result.out().contains(" passed"), result.out());
  }

  @Test
  void curlsOwnTestsOfSocks() throws Exception {
    for (String program : new String[] {"cmake", "ninja", "cc", "apxs", "nghttpx", "python3"}) {
      Image.needs(program);
    }
    Path source = source("CURL_REPOSITORY", "https://github.com/curl/curl", "curl-8_21_0");
    assertPasses(
        "curl-socks-tests",
        source.toString(),
        folder.path().toString(),
        Image.LAUNCHER.toString(),
        folder.of("link"));
  }

  /** Its ports are fixed, in tests/config.py. */
  @Test
  void pythonSocksOwnTests() throws Exception {
    Image.needs("python3");
    Image.needsIpv6();
    Path source =
        source("PYTHON_SOCKS_REPOSITORY", "https://github.com/romis2012/python-socks", "v2.8.1");
    try (var users = new UsersFile().add("admin", "admin")) {
      for (String open : new String[] {"127.0.0.1:7781", "127.0.0.1:7782", "127.0.0.1:7783"}) {
        local("--listen=" + open);
      }
      for (String asking : new String[] {"127.0.0.1:7780", "127.0.0.1:7784", "[::1]:7780"}) {
        local("--listen=" + asking, users.flag());
      }
      assertPasses("python-socks-tests", source.toString(), folder.path().toString());
    }
  }

  private void local(String... flags) throws IOException {
    List<String> command = new ArrayList<>(List.of("local", "--link-file", folder.of("link")));
    command.addAll(List.of(flags));
    Program local = Program.culvert(command.toArray(String[]::new));
    locals.add(local);
    local.awaitOutput(" for SOCKS clients");
  }
}
