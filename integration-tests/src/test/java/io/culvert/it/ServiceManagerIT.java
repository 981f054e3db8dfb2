package io.culvert.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the image's programs tell systemd, played by a script, and the image's units. */
@Timeout(120)
@EnabledOnOs(value = OS.LINUX, disabledReason = "systemd runs on Linux only")
class ServiceManagerIT {
  private static final String TIMEOUT_MICROSECONDS = "4000000";

  @TempDir Path dir;

  private Program start(String notifySocket) throws Exception {
    Image.needs("python3");
    String server = dir.resolve("server").toString();
    Program.Result init = Program.runCulvert("init", "--dir", server, "--host", "127.0.0.1");
    assertEquals(0, init.exitCode(), init.err());
    List<String> command = new ArrayList<>();
    command.addAll(List.of("python3", "src/test/python/systemd.py", notifySocket));
    command.addAll(List.of(TIMEOUT_MICROSECONDS, Image.LAUNCHER.toString(), "server"));
    command.addAll(List.of("--config", server + "/server.toml", "--listen=127.0.0.1:0"));
    return Program.start(command);
  }

  private static long signsOfLife(Program systemd) {
    return systemd.out().lines().filter("WATCHDOG=1"::equals).count();
  }

  private static void terminate(Program systemd) throws Exception {
    String pid = systemd.out().replaceAll("(?s).*pid (\\d+).*", "$1");
    Program.run("kill", "-TERM", pid);
    systemd.awaitOutput("STOPPING=1");
    assertEquals(0, systemd.result(Program.PATIENCE).exitCode());
  }

  @Test
  void pressure1SystemdIsToldWhatTheServerDoes() throws Exception {
    try (Program systemd = start(dir.resolve("notify").toString())) {
      systemd.awaitOutput("READY=1");
      systemd.awaitOutput("listening on 127.0.0.1:");
      await().atMost(Program.PATIENCE).until(() -> signsOfLife(systemd) > 3);
      terminate(systemd);
      assertFalse(systemd.out().contains("timeout"), systemd.out());
    }
  }

  @Test
  void pressure1ASocketWithoutAFileServesToo() throws Exception {
    try (Program systemd = start("@culvert-it-" + dir.getFileName())) {
      systemd.awaitOutput("READY=1");
      terminate(systemd);
    }
  }

  @Test
  void pressure1OneCarrierThatStandsStillEndsTheSignsOfLife() throws Exception {
    try (Program systemd = start(dir.resolve("notify").toString())) {
      await().atMost(Program.PATIENCE).until(() -> signsOfLife(systemd) > 0);
      systemd.signal("USR1");
      systemd.awaitOutput("held");
      systemd.awaitOutput("watchdog timeout");
      systemd.awaitOutput("no sign of life from the carriers");
      long before = signsOfLife(systemd);
      systemd.signal("USR2");
      await().atMost(Program.PATIENCE).until(() -> signsOfLife(systemd) > before);
      terminate(systemd);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"culvert-server", "culvert-local"})
  void systemdAcceptsTheUnit(String name) throws Exception {
    Image.needs("systemd-analyze");
    String unit = Files.readString(Image.HOME.resolve("share/systemd/" + name + ".service"));
    Path file = dir.resolve(name + ".service");
    Files.writeString(file, unit.replace("/opt/culvert/bin/culvert", Image.LAUNCHER.toString()));
    Program.Result verified = Program.run("systemd-analyze", "verify", "--man=no", file.toString());
    assertEquals(new Program.Result(0, "", ""), verified);
  }

  @ParameterizedTest
  @ValueSource(strings = {"culvert-server", "culvert-local"})
  void pressure11EachUnitHasAStateDirectoryOfItsOwn(String name) throws Exception {
    String unit = Files.readString(Image.HOME.resolve("share/systemd/" + name + ".service"));
    assertTrue(unit.contains("\nStateDirectory=" + name + "\n"), unit);
    assertTrue(unit.contains(" --config /var/lib/" + name + "/"), unit);
  }
}
