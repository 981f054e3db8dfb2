package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** P8: a local whose standard error is a full pipe that nobody reads. */
@Timeout(120)
class StoppedReaderIT {
  /** Fills the pipe to its capacity on Linux, and becomes the program. */
  private static final String INTO_A_FULL_PIPE =
      "mkfifo \"$0\" && exec 3<>\"$0\" && head -c 65536 /dev/zero >&3 && exec \"$@\" 2>&3";

  @TempDir private Path dir;

  private Program local(int port, String link) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", INTO_A_FULL_PIPE));
    command.add(dir.resolve("pipe").toString());
    command.addAll(List.of(Image.LAUNCHER.toString(), "local", "--listen=127.0.0.1:" + port));
    command.addAll(List.of("--log.level=debug", "--log.targets=true", link));
    Program local = Program.start(command);
    Image.awaitPort(port, local);
    return local;
  }

  @Test
  void p8StreamsAreServedAndTermEndsTheLocal() throws Exception {
    int port = Image.freePort();
    try (var target = new EchoTarget();
        var tunnel = Tunnel.start();
        Program local = local(port, tunnel.link)) {
      for (int i = 0; i < 50; i++) {
        try (Socket stream = Client.connect(port, target.port())) {
          assertTrue(Client.echoes(stream));
        }
      }
      local.signal("TERM");
      assertEquals(0, local.result(Duration.ofSeconds(10)).exitCode());
    }
  }

  @Test
  void p8ASecondTermQuits() throws Exception {
    int port = Image.freePort();
    try (var target = new EchoTarget();
        var tunnel = Tunnel.start();
        Program local = local(port, tunnel.link);
        Socket stream = Client.connect(port, target.port())) {
      assertTrue(Client.echoes(stream));
      local.signal("TERM");
      Image.awaitRefusal(port);
      local.signal("TERM");
      assertEquals(143, local.result(Duration.ofSeconds(10)).exitCode());
      assertThrows(SocketException.class, () -> stream.getInputStream().read());
    }
  }
}
