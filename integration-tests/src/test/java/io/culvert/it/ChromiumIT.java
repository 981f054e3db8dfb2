package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.culvert.chaos.TestNameServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A browser loads a page of 100 resources, whose host name only the server can resolve. */
class ChromiumIT {
  private static final int RESOURCES = 100;
  private static final String IMAGE =
      "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='1'><!--%s--></svg>";

  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  @Test
  void aPageOfAHundredResourcesBySocks() throws Exception {
    load("socks5");
  }

  @Test
  void aPageOfAHundredResourcesByHttp() throws Exception {
    load("http");
  }

  private void load(String scheme) throws Exception {
    Image.needs("chromium");
    HttpServer server = server();
    try (var names = new TestNameServer().add("page.example", "127.0.0.1");
        var profile = Folder.create();
        var tunnel =
            Tunnel.start(
                0,
                new String[] {"--targets.allow=127.0.0.0/8", "--dns.servers=" + names.address()},
                new String[0])) {
      Program.Result result =
          Program.run(
              Duration.ofSeconds(90),
              "chromium",
              "--headless",
              "--no-sandbox",
              "--disable-gpu",
              "--disable-dev-shm-usage",
              "--disable-quic",
              "--no-first-run",
              "--disable-background-networking",
              "--disable-component-update",
              "--disable-sync",
              "--disable-extensions",
              "--user-data-dir=" + profile.path(),
              "--proxy-server=" + scheme + "://127.0.0.1:" + tunnel.socksPort,
              "--dump-dom",
              "http://page.example:" + server.getAddress().getPort() + "/");
      assertTrue(result.out().contains("<title>100 loaded</title>"), result.toString());
      assertEquals(expected(), new TreeSet<>(seen));
    } finally {
      server.stop(0);
    }
  }

  private static Set<String> expected() {
    return IntStream.range(0, RESOURCES)
        .mapToObj(i -> "/image/" + i)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private HttpServer server() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(Wire.inet("127.0.0.1"), 0), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> answer(exchange, "text/html", page()));
    server.createContext(
        "/image/",
        exchange -> {
          seen.add(exchange.getRequestURI().getPath());
          answer(exchange, "image/svg+xml", IMAGE.formatted(10, "x".repeat(20_000)));
        });
    server.start();
    return server;
  }

  private static String page() {
    String images =
        IntStream.range(0, RESOURCES)
            .mapToObj(i -> "<img src='/image/" + i + "'>")
            .collect(Collectors.joining());
    return "<!doctype html><title>loading</title>"
        + images
        + "<script>addEventListener('load', () => { document.title ="
        + " [...document.images].filter(i => i.complete && i.naturalWidth == 10).length + ' loaded';"
        + " });</script>";
  }

  private static void answer(HttpExchange exchange, String type, String text) throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.US_ASCII);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
