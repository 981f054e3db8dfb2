package io.culvert.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.HostPort;
import io.culvert.config.LogLevel;
import io.culvert.config.LogSettings;
import io.culvert.config.MetricsSettings;
import io.culvert.config.RuntimeSettings;
import io.culvert.config.SchedulerChoice;
import io.culvert.systemd.ServiceManager;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceRunTest {
  private static final Duration DRAIN = Duration.ofSeconds(7);
  private static final HostPort ANY = new HostPort("127.0.0.1", 0);

  private final TestTerminal terminal = new TestTerminal();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Duration> drains = new CopyOnWriteArrayList<>();
  private final List<Integer> halts = new CopyOnWriteArrayList<>();
  private final ServiceManager manager = ServiceManager.of(Map.of(), 0);
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

  @BeforeEach
  void log() {
    Logging.start(terminal.terminal().err(), new LogSettings(LogLevel.INFO, false));
  }

  /**
   * Waits until the test's program has restored the signal handlers. A later restore would replace
   * the next test's handlers by the default ones, which end this process.
   */
  @AfterEach
  void end() throws Exception {
    ended.countDown();
    exitCode.handle((code, failure) -> code).get(10, TimeUnit.SECONDS);
  }

  private void run(MetricsSettings metrics) {
    var runtime = new RuntimeSettings(SchedulerChoice.CARRIERS);
    var plan = new ServiceRun.Plan(ANY, "tests", DRAIN, metrics, runtime);
    var service =
        new Service(
            () -> {},
            () -> new InetSocketAddress("127.0.0.1", 4711),
            ended::await,
            drains::add,
            () -> Duration.ZERO);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            exitCode.complete(new ServiceRun(plan, manager, halts::add).run(meters -> service));
          } catch (Exception e) {
            exitCode.completeExceptionally(e);
          }
        });
  }

  private void awaitLine(String text) {
    await().until(() -> terminal.err().contains(text));
  }

  @Test
  void saysWhereItListensAndDrainsAtTheFirstSignal() throws Exception {
    run(new MetricsSettings(Optional.empty(), List.of(), false));
    awaitLine(" info    listening on 127.0.0.1:4711 for tests\n");
    Signals.raise("TERM");
    awaitLine(" info    stopping: streams have 7 s to end; a second signal quits at once\n");
    await().until(() -> drains.equals(List.of(DRAIN)));
    ended.countDown();
    assertEquals(0, exitCode.get(10, TimeUnit.SECONDS));
    Logging.flush();
    assertTrue(terminal.err().endsWith(" info    stopped\n"), terminal.err());
    assertEquals(List.of(), halts);
  }

  @Test
  void endsLikeAnInterruptedProgramAfterCtrlC() throws Exception {
    run(new MetricsSettings(Optional.empty(), List.of(), false));
    awaitLine("listening");
    Signals.raise("INT");
    await().until(() -> !drains.isEmpty());
    ended.countDown();
    assertEquals(130, exitCode.get(10, TimeUnit.SECONDS));
  }

  @Test
  void pressure11SighupDrainsAndHasTheServiceManagerStartAgain() throws Exception {
    run(new MetricsSettings(Optional.empty(), List.of(), false));
    awaitLine("listening");
    Signals.raise("HUP");
    await().until(() -> drains.equals(List.of(DRAIN)));
    ended.countDown();
    assertEquals(129, exitCode.get(10, TimeUnit.SECONDS));
  }

  @Test
  void quitsAtTheSecondSignalWithoutWaiting() throws Exception {
    run(new MetricsSettings(Optional.empty(), List.of(), false));
    awaitLine("listening");
    Signals.raise("TERM");
    await().until(() -> !drains.isEmpty());
    Signals.raise("TERM");
    await().until(() -> halts.equals(List.of(143)));
    assertEquals(List.of(DRAIN), drains);
  }

  @Test
  void showsMetricsAndThatItDrains() throws Exception {
    run(new MetricsSettings(Optional.of(ANY), List.of(), false));
    awaitLine("for tests");
    Matcher line = Pattern.compile("listening on (\\S+) for GET /metrics").matcher(terminal.err());
    assertTrue(line.find(), terminal.err());
    assertEquals(200, status("http://" + line.group(1) + "/healthz"));
    assertEquals(200, status("http://" + line.group(1) + "/metrics"));
    Signals.raise("TERM");
    await().until(() -> status("http://" + line.group(1) + "/healthz") == 503);
  }

  private static int status(String uri) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
