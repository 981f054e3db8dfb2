package io.culvert.cli;

import com.sun.net.httpserver.HttpServer;
import io.culvert.admin.HttpBounds;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The demo's target: a web server with one small page, on a free port of the loopback address. */
final class DemoTarget implements AutoCloseable {
  static final String PAGE = "This page came through the tunnel.\n";

  private final HttpServer server;

  DemoTarget() throws IOException {
    HttpBounds.apply();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] page = PAGE.getBytes(StandardCharsets.US_ASCII);
          exchange.getResponseHeaders().set("Content-Type", "text/plain");
          exchange.sendResponseHeaders(200, page.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(page);
          }
        });
    server.start();
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
