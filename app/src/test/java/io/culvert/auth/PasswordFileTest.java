package io.culvert.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.socks.Authenticator;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path directory;

  private static String line(String name, String password) {
    return name + ":" + PasswordHash.of(password.getBytes(UTF_8), 1_000, RANDOM).text() + "\n";
  }

  private Path file(String content) throws Exception {
    Path file = directory.resolve("users");
    SecretFile.create(file, content);
    return file;
  }

  private static boolean verify(PasswordFile users, String name, String password) {
    return verify(users, name, password.getBytes(UTF_8));
  }

  private static boolean verify(PasswordFile users, String name, byte[] password) {
    return users.forClientsOf(InetAddress.getLoopbackAddress()).verify(name, password);
  }

  @Test
  void acceptsTheRightPassword() throws Exception {
    PasswordFile users =
        PasswordFile.read(file("# c\n\n" + line("ali", "sesam") + line("bea", "öffne")));
    assertTrue(verify(users, "ali", "sesam"));
    assertTrue(verify(users, "bea", "öffne"));
  }

  @Test
  void rejectsAllOthersTheSecondTimeToo() throws Exception {
    PasswordFile users = PasswordFile.read(file(line("ali", "sesam") + line("bea", "öffne")));
    assertTrue(verify(users, "ali", "sesam"));
    for (int i = 0; i < 2; i++) {
      assertFalse(verify(users, "ali", "öffne"));
      assertFalse(verify(users, "ali", ""));
      assertFalse(verify(users, "bea", "sesam"));
      assertFalse(verify(users, "cem", "sesam"));
      assertFalse(verify(users, "", ""));
    }
    assertTrue(verify(users, "ali", "sesam"));
  }

  @Test
  void onlyTheFirstRightAnswerPaysTheSlowHash() throws Exception {
    byte[] password = "sesam".getBytes(UTF_8);
    PasswordFile users = PasswordFile.read(file(PasswordFile.line("ali", password, RANDOM)));
    Duration first = time(() -> assertTrue(verify(users, "ali", password)));
    Duration second = time(() -> assertTrue(verify(users, "ali", password)));
    Duration wrong = time(() -> assertFalse(verify(users, "ali", new byte[5])));
    Duration unknown = time(() -> assertFalse(verify(users, "bea", password)));
    assertTrue(second.multipliedBy(10).compareTo(first) < 0, first + " " + second);
    assertTrue(second.multipliedBy(10).compareTo(wrong) < 0, wrong + " " + second);
    assertTrue(second.multipliedBy(10).compareTo(unknown) < 0, unknown + " " + second);
  }

  @Test
  void aLoginDoesNotWaitForTheEndOfTheRehearsal() throws Exception {
    PasswordFile users = PasswordFile.read(file(line("ali", "sesam")));
    var rehearsal =
        new FutureTask<>(() -> {
          users.rehearse();
          return null;
        });
    Thread.ofPlatform().start(rehearsal);
    assertTrue(verify(users, "ali", "sesam"));
    assertFalse(rehearsal.isDone());
    rehearsal.get(30, TimeUnit.SECONDS);
  }

  private static Duration time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void wrongPasswordsFromOneHostDoNotSlowAnother() throws Exception {
    byte[] password = "sesam".getBytes(UTF_8);
    PasswordFile users = PasswordFile.read(file(line("ali", "sesam")));
    Authenticator guesser = users.forClientsOf(InetAddress.getByName("127.0.1.9"));
    Authenticator other = users.forClientsOf(InetAddress.getByName("127.0.0.40"));
    for (int i = 0; i < 3; i++) {
      assertFalse(guesser.verify("ali", new byte[1]));
    }
    Duration wait = time(() -> assertTrue(other.verify("ali", password)));
    assertTrue(wait.toMillis() < 300, wait.toString());
  }

  @Test
  void anInterruptedThreadIsNotLetIn() throws Exception {
    PasswordFile users = PasswordFile.read(file(line("ali", "sesam")));
    Thread.currentThread().interrupt();
    assertFalse(verify(users, "ali", "sesam"));
    assertTrue(Thread.interrupted());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "# none | : names no user",
        "ali | :1: has no name before a colon",
        ":HASH | :1: has no name before a colon",
        "ali:secret | :1: the hash is not pbkdf2-sha256$ITERATIONS$SALT$HASH",
        "ali:HASHbea:HASHali:HASH | :3: the name stands here a second time",
        "a b:HASH | :1: the name has a blank, a colon or a control character, or begins with #",
      })
  void saysWhichLineIsWrong(String content, String problem) throws Exception {
    String hash = line("", "x").substring(1);
    Path file = file(content.replace("HASH", hash));
    var e = assertThrows(CredentialException.class, () -> PasswordFile.read(file));
    assertEquals(file + problem, e.getMessage());
    assertEquals("lines are NAME:HASH, as `culvert password NAME` prints them", e.hint());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "#a", "a\n", "\u0000"})
  void refusesNamesThatTheFileCannotHold(String name) {
    assertThrows(IllegalArgumentException.class, () -> PasswordFile.checkName(name));
  }

  @Test
  void acceptsANameOf255BytesAndRefusesOneMore() {
    PasswordFile.checkName("a".repeat(255));
    assertThrows(IllegalArgumentException.class, () -> PasswordFile.checkName("a".repeat(256)));
    assertThrows(IllegalArgumentException.class, () -> PasswordFile.checkName("ä".repeat(128)));
  }
}
