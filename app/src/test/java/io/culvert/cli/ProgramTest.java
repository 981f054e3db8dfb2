package io.culvert.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTest {
  @TempDir Path directory;

  private final TestTerminal terminal = new TestTerminal();

  private static String lines(String error, String hint) {
    return "culvert: error: " + error + "\nculvert: hint: " + hint + "\n";
  }

  /** Makes a server's files, and returns the link. */
  private String init() {
    TestTerminal init = new TestTerminal();
    String dir = directory.resolve("server").toString();
    assertEquals(
        0, init.run("init", "--dir", dir, "--host", "127.0.0.1", "--port", "8443"), init.err());
    return init.out().strip();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void printsItsVersion(String flag) {
    assertEquals(0, terminal.run(flag));
    assertTrue(
        terminal.out().matches("culvert \\d+\\.\\d+\\.\\d+ \\(Java \\S+\\)\n"), terminal.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"init", "server", "local", "demo", "check", "password"})
  void everyCommandHasHelpOnStandardOutput(String command) {
    assertEquals(0, terminal.run(command, "--help"));
    assertTrue(terminal.out().startsWith("Usage: culvert " + command), terminal.out());
    assertEquals("", terminal.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"init", "server", "local", "demo", "bench", "check", "password"})
  void helpBeforeACommandIsThatCommands(String command) {
    assertEquals(0, terminal.run("--help", command), terminal.err());
    assertTrue(terminal.out().startsWith("Usage: culvert " + command), terminal.out());
    assertEquals("", terminal.err());
  }

  @Test
  void outputThatCannotBeWrittenIsAFailure() {
    var broken =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    Terminal whole = terminal.terminal();
    var full = new Terminal(whole.in(), new PrintStream(broken), whole.err(), Map.of());
    assertEquals(1, new Program(full).run("--help"));
    assertTrue(terminal.err().contains("culvert: error: "), terminal.err());
  }

  @Test
  void helpNamesAllCommands() {
    assertEquals(0, terminal.run("--help"));
    for (String command : new String[] {"init", "server", "local", "demo", "check", "password"}) {
      assertTrue(terminal.out().contains("\n  " + command + " "), terminal.out());
    }
  }

  @Test
  void noLineOfAHelpTextIsWiderThan100Columns() {
    for (String command : new String[] {"init", "server", "local", "demo", "check", "password"}) {
      terminal.run(command, "--help");
    }
    assertTrue(terminal.out().lines().allMatch(line -> line.length() <= 100), terminal.out());
  }

  @Test
  void withoutACommandItShowsTheHelpAsAnError() {
    assertEquals(2, terminal.run());
    assertEquals("", terminal.out());
    assertTrue(terminal.err().startsWith("Usage: culvert COMMAND"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sever | unknown command sever | did you mean server?",
        "frobnicate | unknown command frobnicate | `culvert --help` lists what there is",
        "--verson | unknown option --verson | did you mean --version?",
        "frobnicate --help | unknown command frobnicate | `culvert --help` lists what there is",
        "--help frobnicate | unknown command frobnicate | `culvert --help` lists what there is",
        "serve --help | unknown command serve | did you mean server?",
        "serve --config s.toml --help | unknown command serve | did you mean server?",
        "--help serve | unknown command serve | did you mean server?",
        "frobnicate --version | unknown command frobnicate | `culvert --help` lists what there is",
        "server --lisen=1 --help | unknown option --lisen | did you mean --listen?",
        "local --help a b | unexpected argument b | `culvert local --help` lists what there is",
        "culvert://c2VjcmV0@h:1#u | unknown command culvert://... | `culvert --help` lists what there is",
        "server --limits.handshake-timout=5s | unknown option --limits.handshake-timout | did you mean --limits.handshake-timeout?",
        "server --link=culvert://c2VjcmV0@h:1#u | unknown option --link | `culvert server --help` lists what there is",
        "server culvert://c2VjcmV0@h:1#u | unexpected argument culvert://... | `culvert server --help` lists what there is",
        "local --lnk=culvert://c2VjcmV0@h:1#u | unknown option --lnk | did you mean --link?",
        "local a b | unexpected argument b | `culvert local --help` lists what there is",
        "server --config | missing required parameter for option '--config' (FILE) | `culvert server --help` lists what there is",
        "server --config a --config b | option '--config' (FILE) should be specified only once | `culvert server --help` lists what there is",
        "password | missing required parameter: 'NAME' | `culvert password --help` lists what there is",
        "server --listen | missing required parameter for option '--listen' (HOST:PORT) | `culvert server --help` lists what there is",
      })
  void wrongArgumentsAreOneErrorAndOneHint(String arguments, String error, String hint) {
    assertEquals(2, terminal.run(arguments.split(" ")));
    assertEquals(lines(error, hint), terminal.err());
    assertEquals("", terminal.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server --limits.handshake-timeout=5 | --limits.handshake-timeout: \"5\" has no unit | allowed is a duration from 100ms to 55s, such as \"250ms\", \"5s\", \"2m\" or \"1h\"",
        "server --limits.connections many | --limits.connections: \"many\" is not a whole number | allowed is a whole number from 1 to 1000000",
        "server | `culvert server` needs key-file | give --config DIR/server.toml as `culvert init` made it, or --key-file FILE",
        "server --config /nowhere/s.toml | /nowhere/s.toml: no such file | check the file's name; `culvert init` makes a new set of files",
        "server --key-file=/nowhere/k --users-file=/nowhere/u | --key-file: no such file: /nowhere/k | check the name; `culvert init` makes a new set of files",
        "local | `culvert local` needs a link | culvert local LINK, or --link-file FILE: the link is the line that `culvert init` printed on the server",
        "local culvert://c2VjcmV0@h:1#u | LINK: the link's keys have 8 characters, not 96 | allowed is the line that `culvert init` printed: culvert://KEYS@HOST:PORT#NAME",
        "local culvert://x --link culvert://y | LINK: is given 2 times | give it once",
        "local --log.targets=5 | --log.targets: 5 is neither true nor false | allowed is true or false",
        "local --log.level=info --verbose | --verbose: is given 2 times | give it once",
      })
  void wrongConfigurationIsOneErrorAndOneHint(String arguments, String error, String hint) {
    assertEquals(2, terminal.run(arguments.split(" ")));
    assertEquals(lines(error, hint), terminal.err());
  }

  @Test
  void aWrongFileIsReportedWithItsLineAndTheNearestKey() throws Exception {
    Path file = Files.writeString(directory.resolve("s.toml"), "\n\nlimits.conections = 5\n");
    assertEquals(2, terminal.run("server", "--config", file.toString()));
    assertEquals(
        lines(
            file + ":3: limits.conections: unknown key",
            "did you mean limits.connections? allowed is a whole number from 1 to 1000000"),
        terminal.err());
  }

  @Test
  void aKeyFileThatOthersCanReadIsRefused() throws Exception {
    init();
    Path key = directory.resolve("server/server.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(
        2, terminal.run("server", "--config", directory.resolve("server/server.toml").toString()));
    assertEquals(
        lines(key + ": holds secrets, but its mode 0644 gives it to others", "chmod 600 " + key),
        terminal.err());
  }

  @Test
  void anOpenProxyIsRefused() {
    assertEquals(2, terminal.run("local", "--listen=0.0.0.0:1080", init()));
    assertEquals(
        lines(
            "--listen: 0.0.0.0:1080 is not a loopback address, and without auth.users-file or auth.gssapi-keytab anybody there could use the proxy",
            "listen on 127.0.0.1:1080, or name users and passwords: culvert password NAME >> FILE, --auth.users-file FILE"),
        terminal.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--listen", "--metrics.listen"})
  void aPortInUseIsAFailureAtRunTime(String flag) throws Exception {
    String link = init();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      String other = flag.equals("--listen") ? "--tunnel.ready=1" : "--listen=127.0.0.1:0";
      assertEquals(1, terminal.run("local", other, flag, address, link));
      assertTrue(
          terminal
              .err()
              .endsWith(
                  lines(
                      "cannot listen on " + address + ": address already in use",
                      "stop the program that has it (ss -ltnp shows which), or give another address: "
                          + flag)),
          terminal.err());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "198.51.100.1:1080 | cannot listen on 198.51.100.1:1080: no such address on this machine",
        "no-such-host.invalid:1080 | cannot listen on no-such-host.invalid:1080: unknown host",
      })
  void anAddressOfAnotherHostCannotBeBound(String address, String error) throws Exception {
    init();
    String file = directory.resolve("server/server.toml").toString();
    assertEquals(1, terminal.run("server", "--config", file, "--listen", address));
    assertEquals(lines(error, "give an address of this machine: --listen"), terminal.err());
  }

  @Test
  void aWrongVariableIsReported() {
    TestTerminal withVariable = new TestTerminal("", Map.of("CULVERT_LOG_LEVEL", "loud"));
    assertEquals(2, withVariable.run("server"));
    assertEquals(
        lines(
            "CULVERT_LOG_LEVEL: \"loud\" is not a log level",
            "allowed is one of error, warning, info, debug"),
        withVariable.err());
  }

  @Test
  void anErrorStaysOneLineWhateverAFileIsCalled() {
    assertEquals(2, terminal.run("server", "--config", "a\nculvert: error: b"));
    assertEquals(2, terminal.err().lines().count(), terminal.err());
    assertFalse(terminal.err().contains("\nculvert: error: b"));
  }
}
