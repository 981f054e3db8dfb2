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
import java.util.Collection;
import java.util.List;
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
            .add("silent.example", NEVER, NEVER);
    resolver = new DnsResolver(List.of(server.socketAddress()), LIMIT, 4);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void findsBothFamilies() throws Exception {
    assertEquals(addresses("2001:db8::1", "192.0.2.1"), resolver.resolve("both.example"));
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

  @Test
  void aLookUpBeyondTheLimitWaitsForAnothersEnd() throws Exception {
    var one = new DnsResolver(List.of(server.socketAddress()), Duration.ofSeconds(20), 1);
    var first =
        Thread.ofVirtual()
            .start(() ->
                assertThrows(InterruptedException.class, () -> one.resolve("silent.example")));
    await().until(() -> !server.asked().isEmpty());
    var second = new FutureTask<>(() -> one.resolve("four.example"));
    Thread.ofVirtual().start(second);
    first.interrupt();
    assertEquals(addresses("192.0.2.2"), second.get());
  }

  @Test
  void aLookUpBeyondTheLimitGivesUpInTime() throws Exception {
    var none = new DnsResolver(List.of(server.socketAddress()), LIMIT, 0);
    assertThrows(UnknownHostException.class, () -> none.resolve("four.example"));
    assertTrue(server.asked().isEmpty());
  }

  private static List<String> names(Collection<TestNameServer.Question> asked) {
    return asked.stream().map(TestNameServer.Question::name).distinct().toList();
  }

  private static List<InetAddress> addresses(String... texts) throws IOException {
    List<InetAddress> addresses = new java.util.ArrayList<>();
    for (String text : texts) {
      addresses.add(InetAddress.getByName(text));
    }
    return addresses;
  }
}
