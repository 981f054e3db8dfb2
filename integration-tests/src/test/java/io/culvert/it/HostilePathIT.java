package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.chaos.ChaosRelay;
import io.culvert.chaos.ChaosRelay.Direction;
import io.culvert.chaos.Toxics;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An attacker on the path cuts, alters and replays. */
class HostilePathIT {
  private static final int FAR_INTO_THE_BODY = 3_000_000;

  private WebTarget web;
  private ChaosRelay relay;
  private Tunnel tunnel;

  @BeforeEach
  void start() throws Exception {
    Image.needs("curl");
    web = new WebTarget();
    relay = new ChaosRelay(1);
    tunnel =
        Tunnel.start(relay.port(), new String[] {"--targets.allow=127.0.0.0/8"}, new String[0]);
    relay.target(tunnel.serverPort);
    assertEquals(0, tunnel.curl(web.url("/")).exitCode());
  }

  @AfterEach
  void stop() throws Exception {
    tunnel.close();
    relay.close();
    web.close();
  }

  @Test
  void aFinInjectedIntoTheTunnelIsNeverACleanEnd() throws Exception {
    relay.set(Direction.DOWN, Toxics.endAfter(FAR_INTO_THE_BODY));
    Program.Result result = tunnel.curl("-0", "-o", "/dev/null", web.url("/endless"));
    assertNotEquals(0, result.exitCode());
    relay.clear();
    assertEquals(0, tunnel.curl(web.url("/")).exitCode());
  }

  @Test
  void anAlteredByteIsNeverDelivered() throws Exception {
    relay.set(Direction.DOWN, Toxics.flip(FAR_INTO_THE_BODY, 1));
    Program.Result result =
        tunnel.curl("-o", "/dev/null", "-w", "%{size_download}", web.url("/bytes?100000000"));
    assertNotEquals(0, result.exitCode());
    assertTrue(Long.parseLong(result.out()) < 100_000_000);
  }

  @Test
  void aReplayedFirstFlightGetsNoAnswer() throws Exception {
    byte[] recorded = relay.openings(Direction.UP).getFirst();
    assertSilence(recorded);
  }

  @Test
  void junkGetsNoAnswer() throws Exception {
    byte[] junk = new byte[300];
    new Random(7).nextBytes(junk);
    assertSilence(junk);
  }

  /** Neither a byte nor an end for two seconds; that it lasts 59 s has a test of its own. */
  private void assertSilence(byte[] probe) throws Exception {
    try (var socket = new Socket("127.0.0.1", tunnel.serverPort)) {
      socket.setSoTimeout(2000);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      out.write(probe);
      assertThrows(SocketTimeoutException.class, in::read);
    }
  }
}
