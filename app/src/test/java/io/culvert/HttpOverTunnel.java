package io.culvert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client of HTTP at the local, and an origin behind the server that the test plays. */
abstract class HttpOverTunnel {
  Rig rig;
  ServerSocket origin;
  HttpPeer client;

  @BeforeEach
  void start() throws Exception {
    rig = Rig.direct();
    origin = HttpPeer.origin();
    client = HttpPeer.of(rig.socks());
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    origin.close();
    rig.close();
  }

  String site() {
    return "127.0.0.1:" + origin.getLocalPort();
  }

  String head(String line, String... fields) {
    String[] words = line.split(" ");
    return words[0]
        + " http://"
        + site()
        + words[1]
        + " HTTP/1.1\r\nHost: x\r\n"
        + String.join("", Arrays.stream(fields).map(field -> field + "\r\n").toList())
        + "\r\n";
  }

  void get(String path) throws IOException {
    client.say(head("GET " + path));
  }

  /** A response of so many octets. */
  static String ok(String content) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + content.length() + "\r\n\r\n" + content;
  }

  void assertAnswer(String whole) throws IOException {
    assertEquals(whole, client.read(whole.length()));
  }

  /** One exchange, after which both connections are kept. */
  HttpPeer keptOrigin() throws IOException {
    get("/first");
    HttpPeer peer = HttpPeer.accept(origin);
    assertTrue(peer.head().startsWith("GET /first HTTP/1.1\r\n"));
    peer.say(ok("1"));
    assertAnswer(ok("1"));
    return peer;
  }
}
