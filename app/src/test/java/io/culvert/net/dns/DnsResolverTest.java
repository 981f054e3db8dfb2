package io.culvert.net.dns;

import static io.culvert.chaos.TestNameServer.NEVER;
import static java.time.Duration.ZERO;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.chaos.TestNameServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class DnsResolverTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  /** An answer that does not wait for {@link #LIMIT} arrives well before this. */
  private static final Duration MARGIN = Duration.ofMillis(1500);

  private static final Duration POLL = Duration.ofMillis(10);
  private static final Duration QUICK = Duration.ofMillis(100);
  private static final int TRIES = 5;

  private TestNameServer server;
  private DnsResolver resolver;

  @BeforeEach
  void start() throws IOException {
    server =
        new TestNameServer()
            .add("both.example", "192.0.2.1", "2001:db8::1")
            .add("four.example", "192.0.2.2")
            .add("six.example", "2001:db8::2")
            .add("slow-six.example", NEVER, ZERO, "192.0.2.3")
            .add("slow-four.example", ZERO, NEVER, "2001:db8::3")
            .add("held.example", NEVER, NEVER, "192.0.2.4")
            .addLossy("lossy.example", "192.0.2.5")
            .add("silent.example", NEVER, NEVER);
    resolver = new DnsResolver(List.of(server.socketAddress()), LIMIT, 4);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void findsBothFamilies() throws Exception {
    List<InetAddress> both = addresses("2001:db8::1", "192.0.2.1");
    await().until(() -> resolver.resolve("both.example").equals(both)); // One may be late at first.
  }

  @Test
  void takesANameInAnyCaseAndWithItsFinalDot() throws Exception {
    assertEquals(addresses("192.0.2.2"), resolver.resolve("FOUR.example."));
    assertEquals(List.of("four.example"), names(server.asked()));
  }

  @Test
  void findsOneFamilyAlone() throws Exception {
    assertEquals(addresses("192.0.2.2"), resolver.resolve("four.example"));
    assertEquals(addresses("2001:db8::2"), resolver.resolve("six.example"));
  }

  @Test
  void doesNotWaitLongForASlowAaaa() throws Exception {
    var found = assertTimeout(MARGIN, () -> resolver.resolve("slow-six.example"));
    assertEquals(addresses("192.0.2.3"), found);
  }

  @Test
  void anAaaaIsFoundAlthoughAIsSilent() throws Exception {
    var found = assertTimeout(MARGIN, () -> resolver.resolve("slow-four.example"));
    assertEquals(addresses("2001:db8::3"), found);
  }

  @Test
  void anUnknownNameIsUnknownAtOnce() {
    assertTimeout(
        MARGIN,
        () -> assertThrows(UnknownHostException.class, () -> resolver.resolve("none.example")));
  }

  @Test
  void silenceIsUnknownWithinTheTimeOut() {
    assertTimeout(
        LIMIT.plus(MARGIN),
        () -> assertThrows(UnknownHostException.class, () -> resolver.resolve("silent.example")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST.", "a.localhost"})
  void localhostIsLoopbackAndNeverAsked(String name) throws Exception {
    assertTrue(resolver.resolve(name).stream().allMatch(InetAddress::isLoopbackAddress));
    assertTrue(server.asked().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"invalid", "a.invalid", "A.INVALID.", "a.onion"})
  void namesOfSpecialUseAreUnknownAndNeverAsked(String name) {
    assertThrows(UnknownHostException.class, () -> resolver.resolve(name));
    assertTrue(server.asked().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "a..example", ".example", "\\999"})
  void anInvalidNameIsUnknownAndNeverAsked(String name) {
    assertThrows(UnknownHostException.class, () -> resolver.resolve(name));
    assertTrue(server.asked().isEmpty());
  }

  @Test
  void aLabelOf64OctetsIsUnknown() {
    String name = "a".repeat(64) + ".example";
    assertThrows(UnknownHostException.class, () -> resolver.resolve(name));
  }

  /** One who asks and leaves takes no other's place: the question is still under way. */
  @Test
  void aLookUpBeyondTheLimitWaitsForAnothersEnd() throws Exception {
    var one = new DnsResolver(List.of(server.socketAddress()), Duration.ofSeconds(20), 1);
    var first = asking(one, "held.example", "ali");
    await().until(() -> server.asked().size() == 2);
    var second = asking(one, "four.example", "bea");
    first.thread().interrupt();
    assertThrows(ExecutionException.class, () -> first.answer().get());
    assertEquals(2, server.asked().size());
    server.release();
    assertEquals(addresses("192.0.2.2"), second.answer().get());
  }

  @Test
  void aLookUpBeyondTheLimitGivesUpInTime() throws Exception {
    var none = new DnsResolver(List.of(server.socketAddress()), LIMIT, 0);
    assertThrows(UnknownHostException.class, () -> none.resolve("four.example"));
    assertTrue(server.asked().isEmpty());
  }

  @Test
  void reportF6AGoodNameBesideAThousandDeadOnesTakesNoLonger() throws Exception {
    var shared = new DnsResolver(List.of(server.socketAddress()), Duration.ofSeconds(20), 1_280);
    shared.resolve("six.example");
    List<Asking> dead = new ArrayList<>();
    for (int i = 1; i <= 1_000; i++) {
      dead.add(asking(shared, dead(i), "ali"));
      if (i % 50 == 0) { // More at once overflow the name server's queue.
        int names = i;
        await().pollInterval(POLL).until(() -> server.asked().size() >= 2 * (names + 1));
      }
    }
    assertEquals(1_000, shared.underWay());
    assertQuick(() -> shared.resolve("four.example", "ali"));
    assertQuick(() -> shared.resolve("both.example", "bea"));
    dead.forEach(one -> one.thread().interrupt());
  }

  @Test
  void reportF6AUsersDeadNamesLeavePlacesToTheOthers() throws Exception {
    var shared = new DnsResolver(List.of(server.socketAddress()), Duration.ofSeconds(20), 32);
    shared.resolve("six.example");
    List<Asking> dead = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      dead.add(asking(shared, dead(i), "ali"));
    }
    await().until(() -> shared.underWay() == 29);
    assertQuick(() -> shared.resolve("four.example", "bea"));
    dead.forEach(one -> one.thread().interrupt());
  }

  @Test
  void reportF6EqualQuestionsAreAskedOnce() throws Exception {
    var shared = new DnsResolver(List.of(server.socketAddress()), Duration.ofSeconds(20), 1_280);
    List<Asking> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(asking(shared, "held.example", "user" + i));
    }
    await().until(() -> server.asked().size() == 2);
    all.getFirst().thread().interrupt(); // Whoever it was that asked, the others lose nothing.
    server.release();
    for (Asking one : all.subList(1, all.size())) {
      assertEquals(addresses("192.0.2.4"), one.answer().get());
    }
    assertEquals(2, server.asked().size());
  }

  @Test
  void reportF6AnAnswerIsKeptForItsTime() throws Exception {
    server.ttl(60);
    resolver.resolve("four.example");
    assertEquals(addresses("192.0.2.2"), resolver.resolve("Four.Example."));
    assertEquals(2, server.asked().size());
    server.ttl(0);
    resolver.resolve("both.example");
    resolver.resolve("both.example");
    assertEquals(6, server.asked().size());
  }

  @Test
  void reportF6AFailureIsKeptForAMoment() {
    for (String name : List.of("none.example", "silent.example")) {
      assertThrows(UnknownHostException.class, () -> resolver.resolve(name));
      int asked = server.asked().size();
      assertTimeout(
          MARGIN, () -> assertThrows(UnknownHostException.class, () -> resolver.resolve(name)));
      assertEquals(asked, server.asked().size());
    }
  }

  @Test
  void aQuestionThatIsLostIsAskedAgain() throws Exception {
    assertEquals(addresses("192.0.2.5"), resolver.resolve("lossy.example"));
  }

  @Test
  void whatTheFirstLookUpNeedsCanBeMadeAheadAndAsksNothing() throws Exception {
    resolver.prepare();
    assertTrue(server.asked().isEmpty());
    assertEquals(addresses("192.0.2.2"), resolver.resolve("four.example"));
  }

  /** One who asks, in a thread of its own. */
  private record Asking(Thread thread, FutureTask<List<InetAddress>> answer) {}

  private static Asking asking(DnsResolver resolver, String name, String asker) {
    var answer = new FutureTask<>(() -> resolver.resolve(name, asker));
    return new Asking(Thread.ofVirtual().start(answer), answer);
  }

  /** Of a few tries the fastest counts: a busy machine slows some down. */
  private static void assertQuick(Callable<?> lookUp) throws Exception {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      long start = System.nanoTime();
      lookUp.call();
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    Duration took = Duration.ofNanos(fastest);
    assertTrue(took.compareTo(QUICK) < 0, took::toString);
  }

  /** A name that no server answers. */
  private String dead(int number) {
    String name = "host" + number + ".dead.example";
    server.add(name, NEVER, NEVER);
    return name;
  }

  private static List<String> names(Collection<TestNameServer.Question> asked) {
    return asked.stream().map(TestNameServer.Question::name).distinct().toList();
  }

  private static List<InetAddress> addresses(String... texts) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      addresses.add(InetAddress.getByName(text));
    }
    return addresses;
  }
}
