package io.culvert.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.auth.PasswordFile;
import io.culvert.socks.Authenticator;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordCommandTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sesam öffne dich",
        "sesam öffne dich\n",
        "sesam öffne dich\r\n",
        "sesam öffne dich\nmore\n"
      })
  void printsALineThatLetsTheUserIn(String input) throws Exception {
    TestTerminal terminal = new TestTerminal(input, Map.of());
    assertEquals(0, terminal.run("password", "ali"));
    assertTrue(
        terminal.out().matches("ali:pbkdf2-sha256\\$600000\\$\\S{22}\\$\\S{43}\n"), terminal.out());
    Path file = Files.writeString(directory.resolve("users"), terminal.out());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    byte[] password = "sesam öffne dich".getBytes(StandardCharsets.UTF_8);
    Authenticator users = PasswordFile.read(file).forClientsOf(InetAddress.getLoopbackAddress());
    assertTrue(users.verify("ali", password));
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "'\n', 0"})
  void refusesAnEmptyPassword(String input, int length) {
    TestTerminal terminal = new TestTerminal(input, Map.of());
    assertEquals(1, terminal.run("password", "ali"));
    assertEquals(
        "culvert: error: the password has "
            + length
            + " bytes\nculvert: hint: SOCKS passwords have 1 to 255 bytes\n",
        terminal.err());
    assertEquals("", terminal.out());
  }

  @Test
  void acceptsAPasswordOf255BytesAndRefusesOneMore() {
    assertEquals(0, new TestTerminal("a".repeat(255), Map.of()).run("password", "ali"));
    assertEquals(1, new TestTerminal("a".repeat(256), Map.of()).run("password", "ali"));
  }

  @Test
  void refusesANameThatTheFileCannotHold() {
    TestTerminal terminal = new TestTerminal("x", Map.of());
    assertEquals(2, terminal.run("password", "a:b"));
    assertEquals(
        "culvert: error: NAME: the name has a blank, a colon or a control character, or begins with #\nculvert: hint: give another name\n",
        terminal.err());
  }
}
