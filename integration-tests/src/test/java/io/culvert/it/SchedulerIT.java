package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The image's programs on either scheduler of virtual threads. */
@Timeout(120)
class SchedulerIT {
  private static final int STREAMS = 20;

  private static Socket connect(Tunnel tunnel, ServerSocket target) throws IOException {
    var proxy = new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("127.0.0.1", tunnel.socksPort));
    var socket = new Socket(proxy);
    socket.setSoTimeout(20_000);
    socket.connect(target.getLocalSocketAddress());
    return socket;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({"carriers, threads run on carriers", "jdk, threads run on the JDK's scheduler"})
  void streamsPassOnEachSchedulerAndTheLogSaysWhichItIs(String word, String line) throws Exception {
    String[] flags = {"--runtime.scheduler=" + word};
    try (var target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        var tunnel =
            Tunnel.start(0, new String[] {flags[0], "--targets.allow=127.0.0.0/8"}, flags)) {
      target.setSoTimeout(20_000);
      for (int i = 0; i < STREAMS; i++) {
        echoes(tunnel, target, random(100_000 + i));
      }
      resets(tunnel, target);
      for (String log : new String[] {tunnel.server().err(), tunnel.local().err()}) {
        assertTrue(log.contains(line), log);
        assertFalse(log.contains("carriers: round trips"), log);
      }
    }
  }

  private static void echoes(Tunnel tunnel, ServerSocket target, byte[] sent) throws Exception {
    try (Socket client = connect(tunnel, target);
        Socket accepted = target.accept()) {
      Thread echo =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  accepted.getInputStream().transferTo(accepted.getOutputStream());
                  accepted.shutdownOutput();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      client.getOutputStream().write(sent);
      client.shutdownOutput();
      assertArrayEquals(sent, client.getInputStream().readAllBytes());
      echo.join();
    }
  }

  private static void resets(Tunnel tunnel, ServerSocket target) throws Exception {
    try (Socket client = connect(tunnel, target)) {
      Socket accepted = target.accept();
      client.getOutputStream().write(1);
      assertEquals(1, accepted.getInputStream().read());
      accepted.setSoLinger(true, 0);
      accepted.close();
      assertThrows(SocketException.class, () -> client.getInputStream().read());
    }
  }
}
