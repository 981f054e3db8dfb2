package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Fault 20: password guesses are slowed down and always get the same answer; other hosts are not
 * affected.
 */
@Timeout(240)
@EnabledOnOs(
    value = OS.LINUX,
    disabledReason = "other systems have no further address of 127.0.0.0/8")
class GuessingIT {
  private static final String GUESSER = "127.0.0.20";
  private static final String NEIGHBOUR = "127.0.0.21";

  private UsersFile users;
  private EchoTarget target;
  private Tunnel tunnel;
  private Meters meters;
  private ExecutorService threads;

  @BeforeEach
  void start() throws Exception {
    users = new UsersFile().add("ali", "open sesame");
    target = new EchoTarget();
    meters = Meters.onAFreePort();
    tunnel =
        Tunnel.start(
            0,
            new String[] {"--targets.allow=127.0.0.0/8"},
            new String[] {users.flag(), meters.flag(), "--limits.negotiation-timeout=1m"});
    threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    tunnel.close();
    target.close();
    users.close();
  }

  /** What a guess is answered, and after how long. */
  private record Answer(String octets, double seconds) {}

  private Answer guess(String host, String user, String password) throws Exception {
    long start = System.nanoTime();
    try (var client = new RawClient(host, tunnel.socksPort).send("05 01 02")) {
      client.socket().setSoTimeout(60_000);
      assertEquals("05 02", client.receive(2));
      String octets = client.send(Wire.password(user, password)).rest();
      return new Answer(octets, (System.nanoTime() - start) / 1e9);
    }
  }

  /** Logs in and opens a stream. */
  private double seconds(String host) throws Exception {
    long start = System.nanoTime();
    try (var client = new RawClient(host, tunnel.socksPort).send("05 01 02")) {
      client.socket().setSoTimeout(60_000);
      client.receive(2);
      assertEquals("01 00", client.send(Wire.password("ali", "open sesame")).receive(2));
      assertEquals(0, client.send(Wire.connect(Wire.loopback(target.port()))).reply().rep());
      return (System.nanoTime() - start) / 1e9;
    }
  }

  @Test
  void fault20GuessesAtOneNameBecomeSlowAndTheNeighbourDoesNot() throws Exception {
    double total = 0;
    for (int i = 0; i < 6; i++) {
      Answer answer = guess(GUESSER, "ali", "guess " + i);
      assertEquals("01 01", answer.octets());
      total += answer.seconds();
    }
    // Pauses of 0.1, 0.2, 0.4, 0.8 and 1.6 s lie between them.
    assertTrue(total > 3, total + " s");
    assertTrue(seconds(NEIGHBOUR) < 2);
    assertEquals(6, meters.streamsClosed("authentication-failed"));
  }

  /** From one host, at the names of others too, all at once: the user there still gets in. */
  @Test
  @Tag("soak")
  void fault20AThousandWrongPasswords() throws Exception {
    List<Callable<Answer>> guesses = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      int number = i;
      guesses.add(
          () -> guess(GUESSER, number % 2 == 0 ? "ali" : "user" + number, "guess " + number));
    }
    List<Future<Answer>> answers = guesses.stream().map(threads::submit).toList();
    double worst = 0;
    for (int i = 0; i < 10; i++) {
      worst = Math.max(worst, seconds(NEIGHBOUR));
    }
    assertTrue(worst < 3, worst + " s");
    for (Future<Answer> answer : answers) {
      assertEquals("01 01", answer.get().octets());
    }
    assertEquals(1000, meters.streamsClosed("authentication-failed"));
  }
}
