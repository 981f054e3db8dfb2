package io.culvert.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.culvert.metrics.Metrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Shows a {@link Metrics} over HTTP: {@code GET /metrics} in Prometheus's text form, {@code GET
 * /healthz} as 200 or, while draining, 503. Thread-safe. Serves few requests at once and drops
 * connections that are slow; has no TLS and asks for no password, so it belongs on loopback.
 */
public final class MetricsEndpoint implements AutoCloseable {
  private static final int MAX_REQUESTS = 16;
  private static final int BACKLOG = 16;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Metrics metrics;
  private final Semaphore requests = new Semaphore(MAX_REQUESTS);

  /**
   * Platform threads: the JDK's server reads inside a monitor, which would pin carriers on Java 21.
   */
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(
          Thread.ofPlatform().daemon().name("metrics ", 0).factory());

  private final HttpServer server;
  private volatile boolean draining;

  /**
   * Binds the address. {@link #start} starts serving.
   *
   * @param users whether the traffic of each user is shown
   * @throws IOException if the address cannot be bound
   */
  public MetricsEndpoint(InetSocketAddress listen, boolean users) throws IOException {
    metrics = new Metrics(registry, users);
    HttpBounds.apply();
    server = HttpServer.create(listen, BACKLOG);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, 404, "not found\n"));
    server.createContext(
        "/metrics",
        only("/metrics", exchange -> send(exchange, 200, PROMETHEUS, registry.scrape(PROMETHEUS))));
    server.createContext(
        "/healthz",
        only(
            "/healthz",
            exchange -> answer(exchange, draining ? 503 : 200, draining ? "draining\n" : "ok\n")));
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
  }

  public Metrics metrics() {
    return metrics;
  }

  public void start() {
    server.start();
  }

  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** From now on {@code /healthz} answers 503. */
  public void draining() {
    draining = true;
  }

  private HttpHandler only(String path, HttpHandler handler) {
    return exchange -> {
      if (!exchange.getRequestURI().getPath().equals(path)) {
        answer(exchange, 404, "not found\n");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        answer(exchange, 405, "GET only\n");
      } else {
        withPermit(exchange, handler);
      }
    };
  }

  private void withPermit(HttpExchange exchange, HttpHandler handler) throws IOException {
    if (!requests.tryAcquire()) {
      answer(exchange, 503, "too many requests at once\n");
      return;
    }
    try {
      handler.handle(exchange);
    } finally {
      requests.release();
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    send(exchange, status, TEXT, text);
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    registry.close();
  }
}
