package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Fault 30: the server is silent to a wrong key, so the local names the possible causes within 10 s
 * of its start.
 */
@Timeout(60)
class WrongLinkIT {
  /** The first octets of the server's key, of the user's id and of the preshared key. */
  private static final int[] CHANGED = {0, 32, 40};

  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** The link with one bit of its keys changed. */
  private static String changed(String link, int position) {
    int from = "culvert://".length();
    int at = link.indexOf('@');
    byte[] keys = Base64.getUrlDecoder().decode(link.substring(from, at));
    keys[position] ^= 1;
    return link.substring(0, from)
        + Base64.getUrlEncoder().withoutPadding().encodeToString(keys)
        + link.substring(at);
  }

  /** What a client of a local with the changed link is told, once the local has said why. */
  private static int explained(Tunnel tunnel, int position, int target) throws Exception {
    long start = System.nanoTime();
    try (var local = OtherLocal.start(changed(tunnel.link, position));
        Socket client = Client.raw(local.socksPort)) {
      int code = Client.request(client, new byte[] {1, 127, 0, 0, 1}, target);
      local.program().awaitOutput("no answer: wrong link");
      Duration passed = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(passed.compareTo(LIMIT) < 0, passed.toString());
      return code;
    }
  }

  @Test
  void fault30AWrongKeyIsExplained() throws Exception {
    var meters = Meters.onAFreePort();
    String[] server = {"--targets.allow=127.0.0.0/8", meters.flag()};
    try (var tunnel = Tunnel.start(0, server, new String[0]);
        var target = new EchoTarget();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> codes = new ArrayList<>();
      for (int position : CHANGED) {
        codes.add(threads.submit(() -> explained(tunnel, position, target.port())));
      }
      for (Future<Integer> code : codes) {
        assertEquals(1, code.get());
      }
      for (String counted : List.of("envelope", "unknown-user", "decryption")) {
        assertTrue(meters.handshakes(counted) > 0, counted);
      }
      assertEquals(0, target.open());
    }
  }
}
