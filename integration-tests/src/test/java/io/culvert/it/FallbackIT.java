package io.culvert.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fault 2 with {@code --fallback}: clients that do not authenticate see a real web server, and
 * users still get through.
 */
@Timeout(60)
class FallbackIT {
  @TempDir Path dir;

  private Program nginx(int port) throws Exception {
    Path configuration = dir.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        daemon off; master_process off; pid %1$s/pid; error_log %1$s/error.log;
        events {}
        http {
          access_log off; client_body_temp_path %1$s/a; proxy_temp_path %1$s/b;
          fastcgi_temp_path %1$s/c; uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
          server { listen 127.0.0.1:%2$d; location / { return 200 "a page\\n"; } }
        }
        """
            .formatted(dir, port));
    var nginx = Program.start("nginx", "-c", configuration.toString(), "-e", dir + "/error.log");
    Image.awaitPort(port, nginx);
    return nginx;
  }

  @Test
  void unauthenticatedClientsSeeNginx() throws Exception {
    Image.needs("nginx");
    Image.needs("curl");
    int port = Image.freePort();
    try (var web = new WebTarget();
        var nginx = nginx(port);
        var tunnel =
            Tunnel.start(
                0,
                new String[] {"--targets.allow=127.0.0.0/8", "--fallback=127.0.0.1:" + port},
                new String[0])) {
      assertTrue(answer(tunnel, "GET / HTTP/1.0\r\n\r\n").endsWith("a page\n"));
      assertTrue(
          answer(tunnel, "GET /" + "x".repeat(3000) + " HTTP/1.0\r\n\r\n").endsWith("a page\n"));
      // What nginx itself says to a TLS hello at a port without TLS.
      String hello =
          "\u0016\u0003\u0001\u0000\u00c8\u0001\u0000\u0000\u00c4\u0003\u0003" + "r".repeat(194);
      assertTrue(answer(tunnel, hello).contains("400 Bad Request"));
      assertEquals(answerOf(port, hello).lines().count(), answer(tunnel, hello).lines().count());
      assertEquals(new Program.Result(0, WebTarget.HELLO, ""), tunnel.curl(web.url("/")));
    }
  }

  private static String answer(Tunnel tunnel, String request) throws IOException {
    return answerOf(tunnel.serverPort, request);
  }

  private static String answerOf(int port, String request) throws IOException {
    try (Socket client = Client.raw(port)) {
      client
          .getOutputStream()
          .write(request.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      return new String(client.getInputStream().readAllBytes(), US_ASCII);
    }
  }
}
