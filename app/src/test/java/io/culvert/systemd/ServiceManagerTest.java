package io.culvert.systemd;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceManagerTest {
  private static final long PID = 4711;

  @TempDir Path dir;

  private final List<String> told = new CopyOnWriteArrayList<>();

  @Test
  void isToldThatTheServiceIsReadyLivesAndStops() {
    var manager = new ServiceManager(Optional.of(told::add), Optional.of(Duration.ofSeconds(30)));
    manager.ready();
    try (var watchdog = manager.watch(List.of())) {
      await().until(() -> told.size() == 2);
    }
    manager.stopping();
    assertEquals(List.of("READY=1", "WATCHDOG=1", "STOPPING=1"), told);
  }

  @Test
  void withoutAWatchdogNothingIsToldWhileTheServiceRuns() {
    var manager = new ServiceManager(Optional.of(told::add), Optional.empty());
    try (var watchdog = manager.watch(List.of())) {
      manager.ready();
    }
    assertEquals(List.of("READY=1"), told);
  }

  @Test
  void withoutAManagerNothingIsSent() {
    ServiceManager none = ServiceManager.of(Map.of("WATCHDOG_USEC", "1000000"), PID);
    assertFalse(none.hasWatchdog());
    none.ready();
    none.stopping();
  }

  @ParameterizedTest
  @CsvSource({
    "30000000, 4711, true",
    "30000000, 4712, false",
    "30000000, , true",
    "0, 4711, false",
    "-1, 4711, false",
    "30s, 4711, false",
    "9999999999999999999, 4711, false"
  })
  @EnabledOnOs(value = OS.LINUX, disabledReason = "the numbers of socket(2) are those of Linux")
  void aWatchdogIsForOneProcessAndATime(String microseconds, String pid, boolean wanted) {
    var environment = new HashMap<>(Map.of("NOTIFY_SOCKET", "/nowhere"));
    environment.put("WATCHDOG_USEC", microseconds);
    if (pid != null) {
      environment.put("WATCHDOG_PID", pid);
    }
    assertEquals(wanted, ServiceManager.of(environment, PID).hasWatchdog());
  }

  /** A manager that does not listen does not stop the service. */
  @ParameterizedTest
  @ValueSource(strings = {"/nowhere/notify", "@nobody", "@", "relative", "vsock:2:1234", ""})
  @EnabledOnOs(value = OS.LINUX, disabledReason = "the numbers of socket(2) are those of Linux")
  void aMessageThatCannotBeSentIsOnlyLogged(String address) throws IOException {
    ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", address), PID);
    manager.ready();
    Path file = Files.writeString(dir.resolve("no-socket"), "");
    ServiceManager.of(Map.of("NOTIFY_SOCKET", file.toString()), PID).stopping();
  }
}
