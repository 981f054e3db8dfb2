package io.culvert.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.proxy.CloseReason;
import io.culvert.runtime.LogRecords;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsEndpointTest {
  private MetricsEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    endpoint =
        new MetricsEndpoint(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of("Metrics.example"),
            false);
    endpoint.start();
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(endpoint.address().getAddress(), endpoint.address().getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private String request(String line) throws IOException {
    return requestOf(line + " HTTP/1.1\r\nHost: localhost\r\n");
  }

  private String requestOf(String head) throws IOException {
    try (Socket socket = connect()) {
      String request = head + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void showsTheMetersInPrometheusForm() throws IOException {
    endpoint.metrics().sessionClosed(CloseReason.CONNECTION_REFUSED);
    endpoint.metrics().traffic("").upstream(7);
    String answer = request("GET /metrics");
    assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
    assertTrue(answer.contains("text/plain; version=0.0.4; charset=utf-8"), answer);
    assertTrue(
        answer.contains("\nculvert_streams_closed_total{reason=\"connection-refused\"} 1.0\n"),
        answer);
    assertTrue(answer.contains("\nculvert_bytes_total{direction=\"upstream\"} 7.0\n"), answer);
    assertTrue(answer.contains("\nprocess_files_open_files "), answer);
  }

  @Test
  void reportsItsHealth() throws IOException {
    assertTrue(request("GET /healthz").endsWith("\r\n\r\nok\n"));
    endpoint.draining();
    String answer = request("GET /healthz");
    assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
    assertTrue(answer.endsWith("\r\n\r\ndraining\n"), answer);
  }

  @Test
  void pressure11HeadIsGetWithoutABodyAndWithoutAWarning() throws IOException {
    try (var log = new LogRecords("com.sun.net.httpserver")) {
      String head = request("HEAD /healthz");
      assertTrue(head.startsWith("HTTP/1.1 200 OK\r\n"), head);
      assertTrue(head.contains("\r\nContent-length: 3\r\n"), head);
      assertTrue(head.endsWith("\r\n\r\n"), head);
      assertTrue(request("HEAD /metrics").contains("text/plain; version=0.0.4; charset=utf-8"));
      assertTrue(request("HEAD /nothing").startsWith("HTTP/1.1 404 "));
      assertEquals(List.of(), log.messages());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LOCALHOST.:9100, 200",
    "127.0.0.1, 200",
    "127.0.0.1:9100, 200",
    "192.0.2.1:9100, 200",
    "[::1], 200",
    "[::1]:9100, 200",
    "metrics.example, 200",
    "METRICS.EXAMPLE:9100, 200",
    "page.example, 421",
    "page.example:9100, 421",
    "localhost.page.example, 421",
    "127.0.0.1.page.example, 421",
    "127.1, 421",
    "::1, 421",
    "'', 421"
  })
  void pressure11OnlyItsOwnNamesAreAnswered(String host, int status) throws IOException {
    for (String path : List.of("/metrics", "/healthz")) {
      String answer = requestOf("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
      assertEquals(status == 200, answer.contains("_total") || answer.endsWith("ok\n"), answer);
    }
  }

  @Test
  void pressure11ARequestWithoutAHostIsNoBrowsers() throws IOException {
    String answer = requestOf("GET /healthz HTTP/1.0\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
  }

  @ParameterizedTest
  @CsvSource({
    "GET /, 404",
    "GET /metrics/, 404",
    "GET /metricsx, 404",
    "GET /healthz/x, 404",
    "POST /metrics, 405",
    "DELETE /healthz, 405"
  })
  void answersNothingElse(String line, int status) throws IOException {
    String answer = request(line);
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
  }

  @Test
  void cannotShareItsAddress() {
    assertThrows(
        BindException.class, () -> new MetricsEndpoint(endpoint.address(), List.of(), false));
  }

  @Test
  void releasesItsAddressWhenClosed() {
    endpoint.close();
    assertThrows(ConnectException.class, this::connect);
  }

  @Test
  void dropsSlowClientsAndServesOthersMeanwhile() throws IOException {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      Socket socket = connect();
      socket.getOutputStream().write("GET /metr".getBytes(StandardCharsets.US_ASCII));
      slow.add(socket);
    }
    assertTrue(request("GET /healthz").endsWith("ok\n"));
    for (Socket socket : slow) {
      assertEquals(-1, socket.getInputStream().read());
      socket.close();
    }
  }
}
