package io.culvert.it;

import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The programs return the memory of a burst of streams to the system when the burst is over. */
class HeapTrimmerIT {
  private static final int STREAMS = 2_000;
  private static final Pattern COLLECTED =
      Pattern.compile("the heap took ([0-9,]+) KiB, and takes ([0-9,]+) after a collection");

  @Test
  void afterABurstTheHeapShrinks() throws Exception {
    try (Tunnel tunnel =
            Tunnel.start(
                0, new String[] {"--targets.allow=127.0.0.0/8", "-v"}, new String[] {"-v"});
        var target = new TcpTarget()) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        sockets.add(Client.connect(tunnel.socksPort, target.port()));
        sockets.add(target.accept());
      }
      for (Socket socket : sockets) {
        socket.close();
      }
      for (Program program : List.of(tunnel.local(), tunnel.server())) {
        await().atMost(Duration.ofSeconds(30)).until(() -> shrank(program));
      }
    }
  }

  private static boolean shrank(Program program) {
    Matcher collected = COLLECTED.matcher(program.err());
    boolean shrank = false;
    while (collected.find()) {
      shrank |= kib(collected.group(2)) < kib(collected.group(1));
    }
    return shrank;
  }

  private static long kib(String formatted) {
    return Long.parseLong(formatted.replace(",", ""));
  }
}
