package io.culvert.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An HTTP request through a SOCKS proxy, made with the JDK's SOCKS client. */
final class DemoRequest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private DemoRequest() {}

  /** Returns the body of the response to {@code GET /}. */
  static String get(InetSocketAddress proxy, InetSocketAddress target) throws IOException {
    try (Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, proxy))) {
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      socket.connect(target, (int) TIMEOUT.toMillis());
      String request = "GET / HTTP/1.0\r\nHost: " + target.getHostString() + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      int body = answer.indexOf("\r\n\r\n");
      return body < 0 ? "" : answer.substring(body + 4);
    }
  }
}
