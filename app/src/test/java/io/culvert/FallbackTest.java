package io.culvert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.culvert.address.HostPort;
import io.culvert.assembly.ServerCredentials;
import io.culvert.assembly.TunnelServer;
import io.culvert.auth.Users;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.identity.User;
import io.culvert.metrics.Metrics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not authenticate see the web server behind the server. */
@Timeout(30)
class FallbackTest {
  /** Shorter than a message 1's head, so that the server must not wait for the rest; and longer. */
  private static final List<String> REQUESTS =
      List.of("GET / HTTP/1.0\r\n\r\n", "GET /" + "x".repeat(3000) + " HTTP/1.0\r\n\r\n");

  /** The second is a name that the hosts file knows. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void anUnauthenticatedRequestIsAnsweredByTheFallbackByteForByte(String host) throws Exception {
    var random = new SecureRandom();
    var user = new User("tester", UserId.generate(random), PresharedKey.generate(random));
    try (var web = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      var settings =
          Rig.serverSettings(List.of(), Optional.of(new HostPort(host, web.getLocalPort())));
      var credentials = new ServerCredentials(ServerKeyPair.generate(random), Users.of(user));
      try (var server = new TunnelServer(settings, credentials, new Metrics())) {
        server.start();
        Thread running = Thread.ofVirtual().start(() -> run(server));
        for (String request : REQUESTS) {
          exchange(server.listenAddress().getPort(), web, request);
        }
        server.close();
        running.join();
      }
    }
  }

  private static void exchange(int port, ServerSocket web, String request) throws Exception {
    try (Socket client = new Socket("127.0.0.1", port)) {
      client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      try (Socket accepted = web.accept()) {
        byte[] got = accepted.getInputStream().readNBytes(request.length());
        assertEquals(request, new String(got, StandardCharsets.US_ASCII));
        accepted.getOutputStream().write("a page".getBytes(StandardCharsets.US_ASCII));
      }
      byte[] answer = client.getInputStream().readNBytes(6);
      assertEquals("a page", new String(answer, StandardCharsets.US_ASCII));
    }
  }

  private static void run(TunnelServer server) {
    try {
      server.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
