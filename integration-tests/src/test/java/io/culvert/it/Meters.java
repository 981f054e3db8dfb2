package io.culvert.it;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Reads the meters of a running server or local at {@code --metrics.listen}. */
final class Meters {
  private final int port;

  private Meters(int port) {
    this.port = port;
  }

  /** To be told to a program by {@link #flag}. */
  static Meters onAFreePort() throws IOException {
    return new Meters(Image.freePort());
  }

  String flag() {
    return "--metrics.listen=127.0.0.1:" + port;
  }

  /** The value of the one line that begins so; 0 if there is none yet. */
  double value(String meter) throws IOException {
    return text()
        .lines()
        .filter(line -> line.startsWith(meter))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  double handshakes(String result) throws IOException {
    return value("culvert_handshakes_total{result=\"" + result + "\"");
  }

  double streamsClosed(String reason) throws IOException {
    return value("culvert_streams_closed_total{reason=\"" + reason + "\"");
  }

  private String text() throws IOException {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      String request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
