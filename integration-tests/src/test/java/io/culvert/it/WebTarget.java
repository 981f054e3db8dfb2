package io.culvert.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A web server on the loopback: {@code /} says hello, {@code /bytes?N} sends N octets, {@code
 * /endless} sends without a length until the connection breaks, and {@code /sum} answers the
 * SHA-256 of the upload.
 */
final class WebTarget implements AutoCloseable {
  static final String HELLO = "hello through the tunnel\n";

  private final HttpServer server;
  private final AtomicInteger served = new AtomicInteger();

  WebTarget() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 500);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", WebTarget::hello);
    server.createContext("/bytes", this::bytes);
    server.createContext("/endless", WebTarget::endless);
    server.createContext("/sum", WebTarget::sum);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  private static void hello(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = HELLO.getBytes(StandardCharsets.US_ASCII);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Requests for bytes that were begun so far. */
  int served() {
    return served.get();
  }

  private void bytes(HttpExchange exchange) throws IOException {
    try (exchange) {
      served.incrementAndGet();
      long length = Long.parseLong(exchange.getRequestURI().getQuery());
      exchange.sendResponseHeaders(200, length);
      send(exchange.getResponseBody(), length);
    }
  }

  private static void endless(HttpExchange exchange) throws IOException {
    try (exchange) {
      // Length 0 in this interface means: chunked, or until the connection closes.
      exchange.sendResponseHeaders(200, 0);
      send(exchange.getResponseBody(), Long.MAX_VALUE);
    }
  }

  /** The same octets every time. */
  static void send(OutputStream out, long length) throws IOException {
    var random = new SplittableRandom(42);
    byte[] block = new byte[1 << 16];
    for (long left = length; left > 0; left -= block.length) {
      random.nextBytes(block);
      out.write(block, 0, (int) Math.min(left, block.length));
    }
  }

  private static void sum(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = sha256(exchange.getRequestBody()).getBytes(StandardCharsets.US_ASCII);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  static String sha256(InputStream in) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] block = new byte[1 << 16];
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        digest.update(block, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
