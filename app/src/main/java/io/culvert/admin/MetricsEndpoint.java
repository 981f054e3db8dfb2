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
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Shows a {@link Metrics} over HTTP: {@code GET /metrics} in Prometheus's text form, {@code GET
 * /healthz} as 200 or, while draining, 503. Thread-safe. Serves few requests at once and drops
 * connections that are slow; has no TLS and asks for no password, so it belongs on loopback.
 * Answers no page of the web that gives its own name this address.
 */
public final class MetricsEndpoint implements AutoCloseable {
  private static final int MAX_REQUESTS = 16;
  private static final int BACKLOG = 16;
  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  /** The JDK's word for it; with a length, the JDK logs a warning for each HEAD. */
  private static final int NO_BODY = -1;

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
  private final OwnNames names;
  private volatile boolean draining;

  /**
   * Binds the address. {@link #start} starts serving.
   *
   * @param names the names by which it may be asked; IP addresses and localhost need none
   * @param users whether the traffic of each user is shown
   * @throws IOException if the address cannot be bound
   */
  public MetricsEndpoint(InetSocketAddress listen, List<String> names, boolean users)
      throws IOException {
    this.names = new OwnNames(names);
    metrics = new Metrics(registry, users);
    HttpBounds.apply();
    server = HttpServer.create(listen, BACKLOG);
    server.setExecutor(threads);
    server.createContext("/", forUs(exchange -> answer(exchange, 404, "not found\n")));
    serve("/metrics", exchange -> send(exchange, 200, PROMETHEUS, registry.scrape(PROMETHEUS)));
    serve(
        "/healthz",
        exchange -> answer(exchange, draining ? 503 : 200, draining ? "draining\n" : "ok\n"));
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

  private void serve(String path, HttpHandler handler) {
    server.createContext(path, forUs(only(path, exchange -> withPermit(exchange, handler))));
  }

  private HttpHandler forUs(HttpHandler handler) {
    return exchange -> {
      if (names.include(exchange.getRequestHeaders().getFirst("Host"))) {
        handler.handle(exchange);
      } else {
        answer(exchange, 421, "metrics.hosts does not contain the name in this request\n");
      }
    };
  }

  private static HttpHandler only(String path, HttpHandler handler) {
    return exchange -> {
      if (!exchange.getRequestURI().getPath().equals(path)) {
        answer(exchange, 404, "not found\n");
      } else if (!METHODS.contains(exchange.getRequestMethod())) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        answer(exchange, 405, "GET or HEAD only\n");
      } else {
        handler.handle(exchange);
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
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(status, NO_BODY);
      exchange.close();
      return;
    }
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
